import ReadinessCheck

/// Follows requirements from the first ones through the metadata of what is installed, and judges each.
///
/// Every distribution's requirements are followed once, and once more for each extra that somebody asks
/// for, so cycles end and diamonds cost nothing.
struct DependencyWalk {
  let index: DistributionIndex
  let markers: MarkerEnvironment
  let directURLs: DirectURLReader
  var ledger: FindingLedger

  /// Somebody who asks for a distribution.
  struct Demand {
    let requirement: Requirement
    let source: DistributionSource?
    let isEditable: Bool
    /// The names from the first requirement to the one that asks; empty for a first requirement.
    let chain: [String]
    /// Where the first requirement stands.
    let position: String?
    var notes: [String] = []
  }

  /// A distribution whose own requirements are still to be followed, for one extra or for none (empty).
  private struct Visit: Hashable {
    let name: DistributionName
    let extra: String
  }

  private struct Constraint {
    let requirement: Requirement
    let source: DistributionSource?
    let position: String
  }

  private var constraints: [DistributionName: [Constraint]] = [:]
  private var visited: Set<Visit> = []
  /// Taken from the front, so that the chain in a message is a shortest one.
  private var pending: [(visit: Visit, chain: [String], position: String?)] = []
  private var requirements: [DistributionName: [Result<Requirement, DependencySyntaxError>]] = [:]
  /// How many names of a chain a message shows.
  private static let longestChain = 12

  init(
    index: DistributionIndex, markers: MarkerEnvironment, directURLs: DirectURLReader, ledger: FindingLedger
  ) {
    self.index = index
    self.markers = markers
    self.directURLs = directURLs
    self.ledger = ledger
  }

  /// Constraints bind only what something asks for; add them first.
  mutating func addConstraint(_ requirement: Requirement, source: DistributionSource?, position: String) {
    constraints[requirement.distribution, default: []].append(
      Constraint(requirement: requirement, source: source, position: position))
  }

  /// Judges a first requirement and follows what it leads to.
  mutating func follow(_ demand: Demand) {
    judge(demand)
    var next = 0
    while next < pending.count {
      expand(pending[next].visit, chain: pending[next].chain, position: pending[next].position)
      next += 1
    }
    pending.removeAll(keepingCapacity: true)
  }

  // MARK: Following

  private mutating func expand(_ visit: Visit, chain: [String], position: String?) {
    for parsed in parsedRequirements(of: visit.name) {
      switch parsed {
      case .failure(let error):
        // Said once, however many extras are asked for.
        if visit.extra.isEmpty { refuse(visit.name, error.message, position: position) }
      case .success(let requirement):
        switch applies(requirement, extra: visit.extra) {
        case .success(false): continue
        case .success(true):
          judge(
            Demand(
              requirement: requirement, source: requirement.url.map { DistributionSource(url: $0) },
              isEditable: false, chain: chain, position: position))
        case .failure(let error):
          if visit.extra.isEmpty { addUnknown(requirement, chain, position, error.description) }
        }
      }
    }
  }

  private mutating func parsedRequirements(
    of name: DistributionName
  ) -> [Result<Requirement, DependencySyntaxError>] {
    if let known = requirements[name] { return known }
    let texts = index.copies(of: name).effective.first?.metadata?.requiresDist ?? []
    let parsed = texts.map { text in
      Result { () throws(DependencySyntaxError) in try Requirement(text) }.mapError { error in
        DependencySyntaxError("its metadata requires \"\(text)\", which is no requirement: \(error.message)")
      }
    }
    requirements[name] = parsed
    return parsed
  }

  private func applies(_ requirement: Requirement, extra: String) -> Result<Bool, MarkerEvaluationError> {
    guard let marker = requirement.marker else { return .success(extra.isEmpty) }
    return Result { () throws(MarkerEvaluationError) in try marker.evaluate(markers, extra: extra) }
  }

  private mutating func enqueue(_ name: DistributionName, extra: String, chain: [String], position: String?) {
    let visit = Visit(name: name, extra: extra)
    guard visited.insert(visit).inserted else { return }
    pending.append((visit, chain, position))
  }

  // MARK: Judging

  private mutating func judge(_ demand: Demand) {
    let requirement = demand.requirement
    let name = requirement.distribution
    let chain = demand.chain + [name.normalized]
    let copies = index.copies(of: name)
    let isFirstMeeting = !visited.contains(Visit(name: name, extra: ""))
    guard let effective = copies.effective.first else {
      return add(.fail, demand, chain, found: "not installed", "\(name) is not installed")
    }
    switch effective.state {
    case .broken(let reason):
      return add(
        .fail, demand, chain, found: "broken in \(effective.location)",
        "\(name) is installed in part: \(reason)",
        hint: "install \(name) again")
    case .unreadable(let reason):
      return add(
        .unknown, demand, chain, found: "unreadable in \(effective.location)",
        "the metadata of \(name) cannot be read: \(reason)")
    case .installed(let metadata, let version):
      var notes = demand.notes
      if !copies.shadowed.isEmpty, isFirstMeeting {
        let others = copies.shadowed.map { "\($0.version ?? "a broken copy") in \($0.location)" }
        notes.append("hidden behind it: \(others.joined(separator: ", "))")
      }
      let extras = requirement.normalizedExtras.sorted()
      if !extras.isEmpty, !metadata.providesExtras.isEmpty {
        let provided = Set(metadata.providesExtras.map(DistributionName.normalize))
        for extra in extras where !provided.contains(extra) {
          notes.append("\(name) \(version) provides no extra \(extra)")
        }
      }
      let (status, message, hint) = verdict(copies.effective, requirement, demand, name, version)
      add(status, demand, chain, found: found(effective, version), message, hint: hint, notes: notes)
      if isFirstMeeting {
        judgeConstraints(name, copies.effective, effective, version)
        judgePython(name, metadata, effective, version, demand.position)
      }
      let path = Array(chain.prefix(Self.longestChain))
      for extra in [""] + extras { enqueue(name, extra: extra, chain: path, position: demand.position) }
    }
  }

  private func found(_ distribution: InstalledDistribution, _ version: String) -> String {
    "\(version) in \(distribution.location)"
  }

  /// Several copies in one folder leave it to chance which is imported: each has to do.
  private func verdict(
    _ copies: [InstalledDistribution], _ requirement: Requirement, _ demand: Demand, _ name: DistributionName,
    _ version: String
  ) -> (Finding.Status, String, hint: String?) {
    for copy in copies {
      guard let version = copy.version else {
        return (.fail, "a second copy of \(name) in \(copy.location) is broken: \(copy.record)", nil)
      }
      guard requirement.specifiers.contains(version) else {
        let isVersion = PythonVersion(version) != nil
        return (
          .fail,
          "\(name) \(version) does not satisfy \(requirement)"
            + (isVersion ? "" : "; its version is not one of PEP 440"), nil
        )
      }
    }
    if let source = demand.source, let difference = directURLs.difference(copies[0], wanted: source, version)
    {
      return (.fail, "\(name) \(version) \(difference)", "install it from \(source.text)")
    }
    return (.pass, "\(name) \(version) is installed", nil)
  }

  private mutating func judgeConstraints(
    _ name: DistributionName, _ copies: [InstalledDistribution], _ effective: InstalledDistribution,
    _ version: String
  ) {
    for constraint in constraints[name] ?? [] {
      let demand = Demand(
        requirement: constraint.requirement, source: constraint.source, isEditable: false, chain: [],
        position: constraint.position)
      let (status, message, hint) = verdict(copies, constraint.requirement, demand, name, version)
      ledger.add(
        .python, name.normalized,
        FindingLedger.Entry(
          status: status, expected: "\(constraint.requirement) (constraint)",
          found: found(effective, version),
          message: status == .pass ? message : "\(message), which is a constraint", hint: hint,
          position: constraint.position))
    }
  }

  /// Whether the distribution admits the environment's Python; pip would not have installed it otherwise.
  private mutating func judgePython(
    _ name: DistributionName, _ metadata: DistributionMetadata, _ effective: InstalledDistribution,
    _ version: String, _ position: String?
  ) {
    guard let text = metadata.requiresPython, !text.isEmpty, let specifiers = try? SpecifierSet(text) else {
      return
    }
    let known = markers.values["python_full_version"].map { [$0] } ?? markers.fullVersionCandidates
    guard let python = known.last, !known.contains(where: { specifiers.contains($0) }) else { return }
    ledger.add(
      .python, name.normalized,
      FindingLedger.Entry(
        status: .fail, expected: "Python \(specifiers)", found: found(effective, version),
        message: "\(name) \(version) needs Python \(specifiers), and the environment has "
          + (markers.values["python_full_version"] == nil
            ? markers.values["python_version"] ?? python : python),
        hint: "make the environment anew with a Python that it admits", position: position))
  }

  // MARK: Findings

  private mutating func add(
    _ status: Finding.Status, _ demand: Demand, _ chain: [String], found: String, _ message: String,
    hint: String? = nil, notes: [String]? = nil
  ) {
    let isTransitive = chain.count > 1
    let shown = chain.count > Self.longestChain ? chain.prefix(Self.longestChain) + ["…"] : chain[...]
    let by = isTransitive ? " (for \(chain[chain.count - 2]))" : ""
    ledger.add(
      .python, demand.requirement.distribution.normalized,
      FindingLedger.Entry(
        status: status, expected: "\(demand.requirement)\(by)", found: found,
        message: isTransitive && status != .pass
          ? "\(message) (\(shown.joined(separator: " -> ")))" : message,
        hint: hint, position: demand.position, notes: notes ?? demand.notes))
  }

  private mutating func addUnknown(
    _ requirement: Requirement, _ chain: [String], _ position: String?, _ reason: String
  ) {
    let demand = Demand(
      requirement: requirement, source: nil, isEditable: false, chain: chain, position: position)
    let installed = index.copies(of: requirement.distribution).effective.first
    add(
      .unknown, demand, chain + [requirement.distribution.normalized],
      found: installed.map { found($0, $0.version ?? "broken") } ?? "not installed",
      "whether \(requirement) applies is not known: \(reason)")
  }

  private mutating func refuse(_ name: DistributionName, _ message: String, position: String?) {
    let installed = index.copies(of: name).effective.first
    ledger.add(
      .python, name.normalized,
      FindingLedger.Entry(
        status: .unknown, expected: "readable requirements of \(name)",
        found: installed.map { found($0, $0.version ?? "broken") } ?? "not installed",
        message: "\(name): \(message)", position: position))
  }
}
