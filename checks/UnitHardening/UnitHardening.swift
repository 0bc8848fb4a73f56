public import DocumentSchema
public import ReadinessCheck

/// Are the installed systemd units the shipped ones, with nothing that bypasses them?
public struct UnitHardening: ReadinessCheck {
  public static let kind = "unit-hardening"
  public static let readsDigests = false
  public static let summary = "the installed systemd units are the shipped ones, and nothing weakens them"
  public static let parameters = UnitHardeningParameters.schema

  private let parameters: UnitHardeningParameters

  public init(_ parameters: UnitHardeningParameters) { self.parameters = parameters }

  public func run(in context: CheckContext) -> CheckAnswer {
    let search = parameters.search.map { $0.resolved(in: context.policyFolder) }
    let folders: UnitFolders
    do throws(FileAccessError) { folders = try UnitFolders(search, in: context.files) } catch {
      return CheckAnswer(
        findings: parameters.units.map {
          Self.unread($0.name, error, "a folder that systemd loads units from cannot be read")
        })
    }
    return CheckAnswer(
      findings: parameters.units.flatMap { findings(on: $0, in: folders, search, context) })
  }

  private func findings(
    on unit: UnitHardeningParameters.Unit, in folders: UnitFolders, _ search: [String],
    _ context: CheckContext
  ) -> [Finding] {
    let sightings = folders.sightings(of: unit.name)
    var findings = [InstallationJudgement(unit: unit).finding(on: sightings)]
    do throws(FileAccessError) {
      findings.append(
        OverrideJudgement(unit: unit.name, allowed: parameters.allowedDropIns)
          .finding(
            dropIns: try folders.dropIns(of: unit.name), aliases: folders.aliases(of: unit.name),
            open: try folders.openFolders(to: unit.name)))
    } catch {
      findings.append(Self.unread(unit.name, error, "a folder of drop-ins cannot be read"))
    }
    // systemd-analyze has no opinion about other types.
    guard let maximum = parameters.maximumExposure, unit.name.type == "service" else { return findings }
    var path: String?
    if let first = sightings.first, case .file = first.content { path = first.path }
    let question = ExposureQuestion(unit: unit.name, maximum: maximum, search: search)
    return findings + [question.finding(on: path, in: context)]
  }

  private static func unread(_ unit: UnitName, _ error: FileAccessError, _ message: String) -> Finding {
    Finding(
      .unknown, subject: unit.text, expected: "folders that can be read", found: error.description,
      message: message, hint: "chmod a+rx the folder, for the blocker's user")
  }
}
