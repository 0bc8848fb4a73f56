public import ReadinessCheck
public import ReadinessReport
import StrictJSON
public import StrictYAML

/// What the parent hands to one worker, as one JSON object on its standard input.
public struct WorkerRequest: Sendable {
  static let version: Int64 = 1

  public var role: Role
  /// The policy's environment.
  public var environment: String
  /// Absolute.
  public var policyFolder: String
  public var serviceEnvironment: [String: String]
  public var subjects: [String: CheckContext.Subject]
  /// The number under which the worker finds the subject `engine` open.
  public var engineDescriptor: Int32?
  public var keyring: [UInt8]?
  public var deadlineMilliseconds: Int64

  /// What a worker is for.
  public enum Role: Sendable {
    /// Run one check for a blocker, named by its id. `variables` are the values of the environment variables that the
    /// parameters expand.
    case check(
      blocker: String, kind: String, parameters: YAMLNode, folder: String, variables: [String: String])
    /// Read the account from the configuration's bytes, and where the decision log stands; whether it goes on from
    /// where the last report saw it.
    case facts(configuration: [UInt8]?, decisionLog: String?, lastAnchor: ReadinessReport.Anchor?)
  }
}

extension WorkerRequest {
  var json: JSON {
    [
      "version": .integer(Self.version),
      "role": role.json,
      "environment": .string(environment),
      "policyFolder": .string(policyFolder),
      "serviceEnvironment": texts(serviceEnvironment),
      "subjects": .object(
        subjects.sorted { $0.key < $1.key }.map { name, subject in
          JSONMember(name, ["path": .string(subject.path), "sha256": .string(subject.sha256)])
        }),
      "engineDescriptor": engineDescriptor.map { .integer(Int64($0)) } ?? .null,
      "keyring": keyring.map(encodedBytes) ?? .null,
      "deadlineMilliseconds": .integer(deadlineMilliseconds),
    ]
  }

  init(_ json: JSON) throws(JSONShapeError) {
    var reader = try JSONObjectReader(json, at: "$")
    guard try reader.integer("version") == Self.version else {
      throw JSONShapeError(
        .outOfRange, at: "$.version", expected: "\(Self.version)", found: "another version")
    }
    role = try Role(reader.object("role"))
    environment = try reader.string("environment")
    policyFolder = try reader.string("policyFolder")
    serviceEnvironment = try readTexts(&reader, "serviceEnvironment")
    var subjects: [String: CheckContext.Subject] = [:]
    var members = try reader.object("subjects")
    for name in members.remainingKeys {
      var subject = try members.object(name)
      subjects[name] = CheckContext.Subject(
        path: try subject.string("path"), sha256: try subject.string("sha256"))
      try subject.finish()
    }
    self.subjects = subjects
    engineDescriptor = try reader.optionalInteger("engineDescriptor").map { Int32(truncatingIfNeeded: $0) }
    keyring = try readBytes(&reader, "keyring")
    deadlineMilliseconds = try reader.integer("deadlineMilliseconds")
    try reader.finish()
  }
}

extension WorkerRequest.Role {
  var json: JSON {
    switch self {
    case .check(let blocker, let kind, let parameters, let folder, let variables):
      [
        "blocker": .string(blocker), "check": .string(kind), "parameters": parameters.json,
        "folder": .string(folder), "variables": texts(variables),
      ]
    case .facts(let configuration, let decisionLog, let lastAnchor):
      [
        "configuration": configuration.map(encodedBytes) ?? .null,
        "decisionLog": decisionLog.map(JSON.string) ?? .null, "lastAnchor": anchorJSON(lastAnchor),
      ]
    }
  }

  init(_ object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    if object.has("check") {
      self = .check(
        blocker: try object.string("blocker"), kind: try object.string("check"),
        parameters: YAMLNode(json: try object.value("parameters")),
        folder: try object.string("folder"), variables: try readTexts(&object, "variables"))
    } else {
      self = .facts(
        configuration: try readBytes(&object, "configuration"),
        decisionLog: try object.optionalString("decisionLog"),
        lastAnchor: try object.optionalObject("lastAnchor").map { object throws(JSONShapeError) in
          try ReadinessReport.Anchor(object)
        })
    }
    try object.finish()
  }
}

extension YAMLNode {
  /// The node without positions: scalars as texts, and nothing as null.
  var json: JSON {
    switch content {
    case .scalar(let text): text.isEmpty && !isQuoted ? .null : .string(text)
    case .sequence(let nodes): .array(nodes.map(\.json))
    case .mapping(let members): .object(members.map { JSONMember($0.key, $0.value.json) })
    }
  }

  init(json: JSON) {
    let position = SourcePosition(file: "with", line: 1, column: 1)
    switch json {
    case .string(let text): self.init(.scalar(text), position: position, isQuoted: true)
    case .array(let elements): self.init(.sequence(elements.map(YAMLNode.init(json:))), position: position)
    case .object(let members):
      self.init(
        .mapping(
          members.map { YAMLMember(key: $0.key, keyPosition: position, value: YAMLNode(json: $0.value)) }),
        position: position)
    default: self.init(.scalar(""), position: position)
    }
  }
}
