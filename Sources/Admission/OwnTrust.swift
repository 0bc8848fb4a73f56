import Attestation
import DurableFiles
import EnvironmentFiles

/// The first question of a live session: could the engine, or who started it, be judge in its own case?
struct OwnTrust {
  let requirements: EnvironmentRequirements
  let loaded: LoadedArtefacts
  let world: AdmissionWorld

  func judge() throws(Refusal) {
    guard requirements.environment == .live else { return }
    if let excess = world.identity.excess {
      throw Refusal(
        .runningAsRoot, expected: "an ordinary user without capabilities over files", found: excess,
        hint:
          "start the engine as its own user: `systemctl start trading-engine`, or `runuser -u trading -- …`")
    }
    try judgePlaces()
    let variables = LoaderVariables.present(in: world.environment)
    guard variables.isEmpty else {
      throw Refusal(
        .loaderVariable, expected: "none of \(LoaderVariables.names.joined(separator: ", "))",
        found: variables.joined(separator: ", "),
        hint:
          "start without it: `env \(variables.map { "-u \($0)" }.joined(separator: " ")) trading-engine …`")
    }
  }

  private func judgePlaces() throws(Refusal) {
    var seen: Set<[UInt8]> = []
    for (what, path) in judgedPaths {
      let places: [String]
      do { places = try TrustedPlaces.places(of: path) } catch {
        throw writable(what, "\(error)", path)
      }
      for place in places where seen.insert(Array(place.utf8)).inserted {
        if let reason = world.writeAccess(place) { throw writable(what, "\(place): \(reason)", place) }
      }
    }
  }

  private var judgedPaths: [(what: String, path: String)] {
    var paths = [
      ("executable", loaded.executablePath), ("configuration", loaded.configurationPath),
      ("keyring", requirements.keyringPath), ("report", requirements.reportPath),
    ]
    // Whoever can remove a head can bring back the report before it.
    if let folder = requirements.storeFolder { paths.append(("gate's store", "\(folder)/heads")) }
    return paths
  }

  private func writable(_ what: String, _ found: String, _ place: String) -> Refusal {
    Refusal(
      .writableByEngine, expected: "that the engine can change neither its \(what) nor a folder above",
      found: found,
      hint: "give it to root and take the right away: `chown root:root '\(place)' && chmod go-w '\(place)'`")
  }
}
