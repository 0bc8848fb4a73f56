import Glibc
import StatePath

// The gate's entry in small, for tests: the state roles and nothing else.
exit(StateWriterRole.runIfAsked(CommandLine.arguments) ?? 64)
