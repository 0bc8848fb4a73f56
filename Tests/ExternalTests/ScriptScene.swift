import CheckScene
import Cryptography
import External
import ReadinessCheck

/// A folder with one program that a check runs.
struct ScriptScene {
  let scene: CheckScene

  init() throws { scene = try CheckScene() }

  /// Finds the nonce of the request in `$nonce`, and answers with `answer STATUS FINDINGS`.
  static let prelude = """
    #!/bin/sh
    request=$(cat)
    nonce=$(printf '%s' "$request" | sed 's/.*"nonce":"\\([0-9a-f]*\\)".*/\\1/')
    answer() { printf '{"protocol":1,"nonce":"%s","status":"%s","findings":[%s]}\\n' "$nonce" "$1" "$2"; }
    finding() { printf '{"status":"%s","subject":"%s","expected":"e","found":"f","message":"m"}' "$1" "$2"; }

    """

  /// Writes a script below the prelude.
  @discardableResult func script(_ body: String, mode: UInt32 = 0o755) throws -> String {
    try scene.write("check.sh", Self.prelude + body + "\n", mode: mode)
  }

  func digest(_ path: String) throws -> String {
    SHA256.digest(of: try scene.files.read(path, limit: 32 << 20)).hex
  }

  /// Runs the program at the path, pinned as it is.
  func run(_ path: String, _ more: String = "", sha256: String? = nil) throws -> [Finding] {
    let digest = try sha256 ?? digest(path)
    return try scene.run(External.self, "run: \(path)\nsha256: \(digest)\n\(more)").findings
  }
}
