import DocumentSchema
import ReadinessCheck

/// The Python part of the check: an environment, its requirements files, and what follows from them.
struct PythonDependencies {
  let parameters: DependencyPresence.Python
  /// What relative paths are relative to. Absolute.
  let base: String
  let files: any FileAccess
  let kernel: KernelIdentity?

  func examine(_ ledger: inout FindingLedger) {
    let locator = PythonEnvironmentLocator(files: files, kernel: kernel)
    let folder = parameters.environment.resolved(in: base)
    var environment = PythonEnvironment()
    environment.markers = MarkerEnvironment(locator.platformMarkers)
    do {
      environment = try locator.locate(PathText.joined(base, folder))
    } catch {
      let (status, message): (Finding.Status, String) =
        switch error {
        case .missing(let reason): (.fail, "there is no Python environment: \(reason)")
        case .unreadable(let reason): (.unknown, "the Python environment cannot be read: \(reason)")
        }
      addEnvironment(&ledger, status, found: status == .fail ? "missing" : "unreadable", message)
    }
    let index = DistributionIndex(searchPath: environment.searchPath, files: files)
    for doubt in environment.doubts { addEnvironment(&ledger, .unknown, found: "contradictory", doubt) }
    for (folder, reason) in index.unreadableFolders {
      addEnvironment(&ledger, .unknown, found: "unreadable", "\(folder) cannot be listed: \(reason)")
    }
    var walk = DependencyWalk(
      index: index, markers: environment.markers, directURLs: DirectURLReader(files: files), ledger: ledger)
    if parameters.requirements.isEmpty {
      followEverything(index, &walk)
    } else {
      followRequirements(index, environment.markers, &walk)
    }
    ledger = walk.ledger
  }

  /// Without requirements files the question is `pip check`'s: does everything installed have what it needs?
  private func followEverything(_ index: DistributionIndex, _ walk: inout DependencyWalk) {
    for name in index.names {
      walk.follow(
        DependencyWalk.Demand(
          requirement: Self.anyVersion(name, []), source: nil, isEditable: false, chain: [], position: nil))
    }
    guard index.isEmpty, !walk.ledger.has(.python) else { return }
    addEnvironment(
      &walk.ledger, .unknown, found: "nothing installed",
      "nothing is installed in the environment and no requirements file says what should be",
      hint: "name the requirements files under requirements")
  }

  private func followRequirements(
    _ index: DistributionIndex, _ markers: MarkerEnvironment, _ walk: inout DependencyWalk
  ) {
    var reader = RequirementsReader(files: files)
    for path in parameters.requirements { reader.read(path.resolved(in: base), named: path.text) }
    for refusal in reader.refusals {
      walk.ledger.add(
        .python, refusal.subject,
        FindingLedger.Entry(
          status: .unknown, expected: "a requirement that can be read", found: "none",
          message: refusal.message,
          hint: refusal.hint, position: refusal.position))
    }
    var demands: [DependencyWalk.Demand] = []
    for entry in reader.entries {
      guard let demand = demand(of: entry, index, markers, &walk) else { continue }
      if entry.isConstraint {
        walk.addConstraint(demand.requirement, source: demand.source, position: entry.position)
      } else {
        demands.append(demand)
      }
    }
    for demand in demands { walk.follow(demand) }
    guard !walk.ledger.has(.python) else { return }
    let names = parameters.requirements.map(\.text).joined(separator: ", ")
    walk.ledger.add(
      .python, names,
      FindingLedger.Entry(
        status: .unknown, expected: "at least one requirement that applies", found: "none",
        message: "\(names) asks for nothing in this environment", position: nil))
  }

  /// What an entry asks for; nil when it does not apply here, or is answered already.
  private func demand(
    of entry: RequirementsReader.Entry, _ index: DistributionIndex, _ markers: MarkerEnvironment,
    _ walk: inout DependencyWalk
  ) -> DependencyWalk.Demand? {
    let item = entry.item
    let source = item.source.map { source in
      switch source {
      case .url(let url): url
      case .path(let path): DistributionSource(path: PathText.joined(base, path))
      }
    }
    for marker in [item.marker, item.requirement?.marker].compactMap({ $0 }) {
      do {
        guard try marker.evaluate(markers) else { return nil }
      } catch {
        add(
          &walk.ledger, .unknown, item, entry.position,
          "whether \"\(item.text)\" applies is not known: \(error.description)")
        return nil
      }
    }
    let installed = source.flatMap { source in
      item.requirement == nil ? walk.directURLs.distribution(from: source, in: index) : nil
    }
    guard let requirement = item.requirement ?? installed.map({ Self.anyVersion($0.name, item.extras) })
    else {
      if entry.isConstraint { return nil }
      add(&walk.ledger, .fail, item, entry.position, "nothing is installed from \(item.text)")
      return nil
    }
    return DependencyWalk.Demand(
      requirement: item.extras.isEmpty ? requirement : requirement.with(extras: item.extras), source: source,
      isEditable: item.isEditable, chain: [], position: entry.position, notes: entry.notes)
  }

  private static func anyVersion(_ name: DistributionName, _ extras: [String]) -> Requirement {
    Requirement(name: name.normalized, extras: extras, specifiers: SpecifierSet(), url: nil, marker: nil)
  }

  private func add(
    _ ledger: inout FindingLedger, _ status: Finding.Status, _ item: RequirementsItem, _ position: String,
    _ message: String
  ) {
    let subject = item.requirement?.distribution.normalized ?? item.text
    ledger.add(
      .python, subject,
      FindingLedger.Entry(
        status: status, expected: item.text, found: status == .fail ? "not installed" : "undecided",
        message: message, position: position))
  }

  private func addEnvironment(
    _ ledger: inout FindingLedger, _ status: Finding.Status, found: String, _ message: String,
    hint: String? = nil
  ) {
    ledger.add(
      .python, parameters.environment.text,
      FindingLedger.Entry(
        status: status, expected: "a Python environment", found: found, message: message, hint: hint,
        position: nil))
  }
}
