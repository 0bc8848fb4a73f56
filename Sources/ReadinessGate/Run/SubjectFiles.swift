import Cryptography
import DocumentSchema
import DurableFiles
import FilePaths
import ReadinessCheck

/// The policy's subjects, each opened once: what is hashed is what is executed later.
struct SubjectFiles: ~Copyable {
  private(set) var subjects: [String: CheckContext.Subject] = [:]
  /// In the policy's order.
  private let names: [String]
  private let open: [Int32]
  /// The subject `engine`.
  let engineDescriptor: Int32?
  /// The bytes of the subject `configuration`, the very ones that are hashed.
  let configuration: [UInt8]?

  static let byteLimit: Int64 = 1 << 30

  /// - Parameter overrides: paths from `--subject`, absolute or relative to the working directory.
  init(policy: LoadedPolicy, overrides: [String: String]) throws(GateFailure) {
    var subjects: [String: CheckContext.Subject] = [:]
    var open: [Int32] = []
    var engine: Int32?
    var configuration: [UInt8]?
    for subject in policy.policy.subjects {
      var path = overrides[subject.name] ?? subject.path.resolved(in: policy.folder)
      // Workers have another working directory.
      if !path.isAbsolutePath, let here = try? DurableFiles.realPath(".") { path = "\(here)/\(path)" }
      do throws(FileError) {
        let descriptor = try FileDescriptor.openRegular(path).release()
        open.append(descriptor)
        if subject.name == "engine" { engine = descriptor }
        if subject.name == "configuration" {
          configuration = try DurableFiles.read(descriptor: descriptor, limit: 4 << 20, path: path)
        }
      } catch {
        open.forEach { FileDescriptor.discard($0) }
        throw GateFailure(
          "subject.unreadable", "the subject '\(subject.name)' cannot be read: \(error)",
          hint: "mend 'subjects' in \(policy.path), or name the file with --subject \(subject.name)=PATH",
          exitStatus: 4)
      }
      subjects[subject.name] = CheckContext.Subject(path: path, sha256: "")
    }
    names = policy.policy.subjects.map(\.name)
    self.subjects = subjects
    self.open = open
    engineDescriptor = engine
    self.configuration = configuration
  }

  deinit { open.forEach { FileDescriptor.discard($0) } }

  /// Computes the digests from the open files.
  mutating func hash() throws(GateFailure) {
    for (name, descriptor) in zip(names, open) {
      guard let path = subjects[name]?.path else { continue }
      let digest: SHA256Digest
      if name == "configuration", let configuration {
        digest = SHA256.digest(of: configuration)
      } else {
        do throws(CryptographyError) {
          digest = try SHA256.digest(ofDescriptor: descriptor, limit: Self.byteLimit).digest
        } catch {
          throw GateFailure(
            "subject.unreadable", "the subject '\(name)' cannot be read: \(error.message)",
            hint: "a subject has at most \(Self.byteLimit) bytes", exitStatus: 4)
        }
      }
      subjects[name] = CheckContext.Subject(path: path, sha256: digest.hex)
    }
  }
}

extension FileDescriptor {
  static func discard(_ number: Int32) { _ = FileDescriptor(adopting: number) }
}
