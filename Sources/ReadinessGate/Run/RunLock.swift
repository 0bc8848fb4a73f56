import Attestation
import DurableFiles

/// Held from the first check to the last write, so that two runs for one environment cannot interleave.
struct RunLock: ~Copyable {
  private let lock: FileLock

  init(_ stateFolder: String, _ policy: Policy) throws(GateFailure) {
    let name = "\(policy.environment.rawValue).\(policy.scope.rawValue).\(policy.name)"
    do throws(FileError) {
      for folder in [stateFolder, "\(stateFolder)/locks"] {
        guard try DurableFiles.statusIfPresent(folder) == nil else { continue }
        do throws(FileError) {
          try DurableFiles.createFolder(folder)
        } catch {
          // Another run may have made it in between.
          if !error.isAlreadyPresent { throw error }
        }
      }
      lock = try FileLock.acquire("\(stateFolder)/locks/\(name).run")
    } catch {
      if error.isHeldElsewhere {
        throw GateFailure(
          "run.busy", "another run for '\(name)' is under way: \(error)",
          hint: "wait for it to end, then try again", exitStatus: 75)
      }
      throw GateFailure(
        "store.unwritable", "the store cannot be used: \(error)",
        hint: "name another folder with --state DIR, or make it writable", exitStatus: 74)
    }
  }

  consuming func release() {}
}
