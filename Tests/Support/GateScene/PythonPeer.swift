import DurableFiles
import Glibc
public import Processes

/// Independent readers of our formats, written in Python.
public enum PythonPeer {
  /// The interpreter named by `PYPA_PACKAGING_PYTHON`, when it has jsonschema and PyYAML.
  public static let withSchemas = named(having: "jsonschema, yaml")

  public static let absent = "set PYPA_PACKAGING_PYTHON to a python3 that has jsonschema and PyYAML"

  /// The same, when it has Prometheus' own client, which parses as well.
  public static let withPrometheus = named(having: "prometheus_client.parser")

  public static let prometheusAbsent = "set PYPA_PACKAGING_PYTHON to a python3 that has prometheus-client"

  private static func named(having modules: String) -> String? {
    guard let value = unsafe getenv("PYPA_PACKAGING_PYTHON"), unsafe value.pointee != 0 else { return nil }
    let interpreter = unsafe String(cString: value)
    return run(interpreter, "import \(modules)").isSuccess ? interpreter : nil
  }

  /// Debian's own interpreter, for its XML parser.
  public static let plain: String? = {
    run("/usr/bin/python3", "import xml.dom.minidom").isSuccess ? "/usr/bin/python3" : nil
  }()

  public static func run(_ interpreter: String, _ program: String, input: String = "") -> ProcessResult {
    Processes.run(
      ProcessRequest(
        .path(interpreter), arguments: ["-c", program], environment: ProcessEnvironment.minimal,
        standardInput: Array(input.utf8)), deadline: .now().advanced(byMilliseconds: 60_000))
  }

  /// Validates YAML or JSON documents against a JSON Schema, which is itself checked first.
  ///
  /// - Returns: for each document `valid`, or the first mistake.
  public static func validate(_ documents: [String], against schema: String) -> [String]? {
    guard let interpreter = withSchemas else { return nil }
    let separator = "\u{1}"
    let result = run(
      interpreter,
      """
      import sys, json, yaml, jsonschema
      schema, *documents = sys.stdin.read().split(chr(1))
      schema = json.loads(schema)
      kind = jsonschema.validators.validator_for(schema, default=jsonschema.Draft202012Validator)
      kind.check_schema(schema)
      validator = kind(schema)
      for document in documents:
          errors = list(validator.iter_errors(yaml.load(document, yaml.SafeLoader)))
          print(errors[0].message.replace(chr(10), " ") if errors else "valid")
      """, input: ([schema] + documents).joined(separator: separator))
    guard result.isSuccess else { return [String(decoding: result.standardError, as: UTF8.self)] }
    return String(decoding: result.standardOutput, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
