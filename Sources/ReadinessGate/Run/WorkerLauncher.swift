import Attestation
import DocumentSchema
import Processes
import ReadinessCheck
import StrictJSON

/// Makes workers' requests and the processes that answer them.
struct WorkerLauncher {
  static let engineDescriptorNumber: Int32 = 3

  let policy: LoadedPolicy
  let registry: CheckRegistry
  /// Digests are empty until they are computed.
  var subjects: [String: CheckContext.Subject]
  /// The subject `engine`, open; it stays open as long as this value is used.
  let engineDescriptor: Int32?
  let serviceEnvironment: [String: String]
  let keyring: [UInt8]?

  func readsDigests(_ blocker: Policy.Blocker) -> Bool {
    registry.check(blocker.check.kind)?.readsDigests ?? true
  }

  func request(for blocker: Policy.Blocker, deadlineMilliseconds: Int64) -> WorkerRequest {
    let variables = Dictionary(
      policy.expansions.compactMap { use in use.isSet ? (use.name, use.value) : nil },
      uniquingKeysWith: { first, _ in first })
    return request(
      .check(
        blocker: blocker.id, kind: blocker.check.kind, parameters: blocker.check.parameters,
        folder: blocker.check.folder, variables: variables),
      deadlineMilliseconds: deadlineMilliseconds)
  }

  func request(_ role: WorkerRequest.Role, deadlineMilliseconds: Int64) -> WorkerRequest {
    WorkerRequest(
      role: role, environment: policy.policy.environment.rawValue, policyFolder: policy.folder,
      serviceEnvironment: serviceEnvironment, subjects: subjects,
      engineDescriptor: engineDescriptor == nil ? nil : Self.engineDescriptorNumber, keyring: keyring,
      deadlineMilliseconds: deadlineMilliseconds)
  }

  /// The environment is empty: what a worker needs to know stands in its request.
  func process(for request: WorkerRequest, user: String?) -> ProcessRequest {
    ProcessRequest(
      .selfExecutable, name: "readiness-worker", arguments: Worker.arguments(user: user), environment: [:],
      standardInput: request.json.encoded(), workingDirectory: "/",
      inheritedDescriptors: engineDescriptor.map { [.init($0, as: Self.engineDescriptorNumber)] } ?? [],
      outputLimit: WorkerAnswer.byteLimit, errorLimit: 64 << 10)
  }
}
