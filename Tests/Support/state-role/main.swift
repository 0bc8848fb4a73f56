import Glibc
import StatePath

// The gate's worker entry in small, for tests: the state roles and nothing else.
let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case StateWriterRole.flag: exit(StateWriterRole.main(Array(arguments.dropFirst())))
case StateReaderRole.flag: exit(StateReaderRole.main(Array(arguments.dropFirst())))
default: exit(64)
}
