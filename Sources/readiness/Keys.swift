public import ArgumentParser
import Attestation
import Chronology
import CommandUsage
import DocumentSchema
import ReadinessGate

struct Keys: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Make, list and revoke keys.",
    discussion: "Example: readiness keys generate --name gate --role gate --environment simulator --out keys",
    subcommands: [Generate.self, Show.self, Revoke.self])

  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate",
      abstract: "Make a key pair: DIR/NAME.pem, and its public half in DIR/keyring.yaml.",
      discussion: "Example: readiness keys generate --name gate --role gate --environment live --out keys")
    @Option(help: "A name in kebab case.") var name: String
    @Option(help: "gate, certifier or approver.") var role: [KeyRole]
    @Option(help: "simulator, paper, demo or live.") var environment: [TradingEnvironment]
    @Option(help: "The folder.", completion: .directory) var out: String
    @Option(help: "How long the key counts, such as 90d.") var validFor = "365d"

    func validate() throws {
      guard Milliseconds(text: validFor).map({ $0 > Milliseconds(0) }) ?? false else {
        throw ValidationError("--valid-for: '\(validFor)' is not a duration such as 90d")
      }
      guard isKebabCase(name) else {
        throw ValidationError("--name: '\(name)' is not in kebab case, such as gate-2")
      }
      if role.isEmpty || environment.isEmpty { throw ValidationError("--role and --environment are needed") }
    }

    func run() throws {
      let made = try KeyGeneration(
        name: name, roles: unique(role), environments: unique(environment), folder: out,
        validFor: Milliseconds(text: validFor) ?? .days(365)
      ).run(now: SystemClock.now())
      try Terminal.printOutput(
        """
        private key  \(made.keyPath)  (keep it secret; only the gate reads it)
        keyring      \(made.keyringPath)  generation \(made.generation)
        key id       \(made.keyID)
        counts until \(made.notAfter)

        """)
    }

    private func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
      var seen: Set<Element> = []
      return elements.filter { seen.insert($0).inserted }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "List a keyring's keys.",
      discussion: "Example: readiness keys show --keyring keys/keyring.yaml")
    @Option(help: "The keyring.", completion: .file()) var keyring: String = KeyringFile.installedPath
    func run() throws {
      try Terminal.printOutput(KeyringFile.load(keyring).listing(now: SystemClock.now()))
    }
  }

  struct Revoke: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke", abstract: "End the trust in a key, from now on.",
      discussion:
        "Example: readiness keys revoke --name gate --reason 'laptop stolen' --keyring keys/keyring.yaml")
    @Option(help: "The key's name.") var name: String
    @Option(help: "Why, for people.") var reason: String
    @Option(help: "The keyring.", completion: .file()) var keyring: String = KeyringFile.installedPath
    func run() throws {
      let changed = try KeyRevocation.run(
        name: name, reason: reason, keyringPath: keyring, now: SystemClock.now())
      try Terminal.printOutput(
        "'\(name)' is revoked; \(keyring) is generation \(changed.generation) now\n")
    }
  }
}

extension KeyRole: ExpressibleByArgument {}
