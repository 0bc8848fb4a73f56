import Cryptography
public import DocumentSchema
import EngineConfiguration
public import ReadinessCheck

/// Does the engine's key open the venue, the account and the markets that are meant, and may it do no more?
public struct VenueAccessCheck: ReadinessCheck {
  public static let kind = "venue-access"
  public static let summary = "the engine's key opens the account that is meant, and cannot withdraw"
  public static let parameters = VenueAccessCheckParameters.schema

  private let parameters: VenueAccessCheckParameters

  public init(_ parameters: VenueAccessCheckParameters) { self.parameters = parameters }

  public static func subjectsNeeded(
    by parameters: VenueAccessCheckParameters
  ) -> [(subject: String, parameter: String)] {
    [(subject: "engine", parameter: kind), (subject: "configuration", parameter: kind)]
  }

  public func run(in context: CheckContext) -> CheckAnswer {
    do throws(NoAnswer) {
      guard let configuration = context.subjects["configuration"] else {
        throw NoAnswer(
          .unknown, "configuration", expected: "the engine's configuration", found: "none that can be read",
          "it is not known what the engine is to reach", hint: "name it under 'subjects'")
      }
      let account = try pinnedAccount(configuration, in: context)
      let venue =
        if let record = parameters.record {
          try RecordedProbe.read(
            record.resolved(in: context.policyFolder), maxAge: parameters.maxAge,
            configuration: configuration, in: context)
        } else {
          try AskedProbe.run(configuration, in: context)
        }
      return CheckAnswer(
        findings: [
          key(venue), self.account(venue, pinned: account), environment(venue, context.environment),
        ] + symbols(venue) + permissions(venue))
    } catch {
      return CheckAnswer(findings: [error.finding])
    }
  }

  /// The account that the very configuration pins which the report binds.
  private func pinnedAccount(
    _ configuration: CheckContext.Subject, in context: CheckContext
  ) throws(NoAnswer) -> String? {
    func unknown(_ found: String) -> NoAnswer {
      NoAnswer(
        .unknown, "configuration", expected: "the engine's configuration", found: found,
        "the configured account cannot be told", hint: "readiness config lint \(configuration.path)")
    }
    let bytes: [UInt8]
    do throws(FileAccessError) { bytes = try context.files.read(configuration.path, limit: 1 << 20) } catch {
      throw unknown(error.description)
    }
    guard configuration.sha256 == SHA256.digest(of: bytes).hex else {
      throw unknown("it has changed since the run began")
    }
    switch EngineConfiguration.account(in: bytes) {
    case .success(let account): return account
    case .failure(let problem): throw unknown(problem.description)
    }
  }

  private func key(_ venue: ProbedVenue) -> Finding {
    let answer = venue.answer
    let works = answer.keyPermissions != nil && answer.hasReadAccount
    return finding(
      works ? .pass : .fail, "API key", expected: "a key that reads the account",
      found: works
        ? "read at \(answer.origin)"
        : answer.keyPermissions == nil ? "no key: public data only" : "the account was not read",
      works ? "the key works" : "the engine has no key that works",
      hint: "add 'venue.credentials' to the engine's configuration", venue)
  }

  private func account(_ venue: ProbedVenue, pinned: String?) -> Finding {
    let found = venue.answer.account ?? "the venue named none"
    guard let pinned else {
      return finding(
        .fail, "account", expected: "an account that the configuration pins", found: found,
        "the configuration pins no account, so any key would do",
        hint: "add 'venue.account: \(venue.answer.account ?? "…")', if that is the one", venue)
    }
    let isEqual = venue.answer.account == pinned
    return finding(
      isEqual ? .pass : .fail, "account", expected: pinned, found: found,
      isEqual ? "the key belongs to the configured account" : "the key belongs to another account",
      hint: "see 'venue.account' and 'venue.credentials'", venue)
  }

  private func environment(_ venue: ProbedVenue, _ expected: String) -> Finding {
    let isEqual = venue.answer.environment == expected
    return finding(
      isEqual ? .pass : .fail, "environment", expected: expected,
      found: "\(venue.answer.environment), by origin \(venue.answer.origin) and its certificates",
      isEqual ? "the session is of the policy's environment" : "the session is of another environment",
      hint: "see 'environment' and 'venue.origin' in the engine's configuration", venue)
  }

  private func symbols(_ venue: ProbedVenue) -> [Finding] {
    let instruments = venue.answer.instruments
    let names = parameters.symbols.isEmpty ? instruments.map(\.symbol) : parameters.symbols
    guard !names.isEmpty else {
      return [
        finding(
          .fail, "symbols", expected: "an instrument that is tradeable", found: "none",
          "the engine trades nothing", hint: "see 'symbols' in the engine's configuration", venue)
      ]
    }
    return names.map { name in
      guard let instrument = instruments.first(where: { $0.symbol.uppercased() == name.uppercased() }) else {
        return finding(
          .fail, name, expected: "tradeable", found: "not among the engine's symbols",
          "the engine does not trade it", hint: "add it to 'symbols' in the engine's configuration", venue)
      }
      guard instrument.isTradeable, !instrument.isPostOnly else {
        return finding(
          .fail, name, expected: "tradeable", found: instrument.isTradeable ? "post-only" : "not tradeable",
          "the venue does not trade it now", hint: "see the venue's status page, and probe again", venue)
      }
      return finding(
        .pass, name, expected: "tradeable", found: "tradeable", "the venue trades it", hint: "", venue)
    }
  }

  private func permissions(_ venue: ProbedVenue) -> [Finding] {
    // Without a key there is nothing to permit, and a finding says so already.
    guard let permissions = venue.answer.keyPermissions else { return [] }
    let withdrawal = permission(
      "withdrawal permission", permissions.withdrawal, wanted: .notGranted, permissions.source,
      wrong: "the key may withdraw", right: "the key may not withdraw",
      hint: "make a key without withdrawal, and delete this one", venue)
    let trading = permission(
      "trading permission", permissions.trading, wanted: .granted, permissions.source,
      wrong: "the key may not trade", right: "the key may trade",
      hint: "make a key that may trade", venue)
    return [withdrawal, trading]
  }

  private func permission(
    _ subject: String, _ found: VenueAnswer.Knowledge, wanted: VenueAnswer.Knowledge, _ source: String,
    wrong: String, right: String, hint: String, _ venue: ProbedVenue
  ) -> Finding {
    let (expected, shown) = (wanted.rawValue, "\(found.rawValue), by \(source)")
    guard found == .notTold else {
      return finding(
        found == wanted ? .pass : .fail, subject, expected: expected, found: shown,
        found == wanted ? right : wrong, hint: hint, venue)
    }
    let passes = parameters.whenPermissionsNotTold == .pass
    return finding(
      passes ? .pass : .unknown, subject, expected: expected, found: shown,
      "the venue's interface does not tell" + (passes ? "; the policy says that somebody has looked" : ""),
      hint:
        "look at the key's page at the venue, keep what it shows, and write 'when-permissions-not-told: pass'",
      venue)
  }

  private func finding(
    _ status: Finding.Status, _ subject: String, expected: String, found: String, _ message: String,
    hint: String, _ venue: ProbedVenue
  ) -> Finding {
    Finding(
      status, subject: subject, expected: expected, found: found, message: message,
      hint: status == .pass ? nil : hint, validUntil: status == .pass ? venue.validUntil : nil,
      artifact: venue.artifact)
  }
}
