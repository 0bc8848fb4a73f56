import Chronology
import ReadinessCheck
import ReadinessReport

/// What the result rests on and what it permits.
extension HTMLRendering {
  var waivers: HTML {
    guard !report.waivers.isEmpty else { return "" }
    let rows = report.waivers.map { waiver -> HTML in
      guard let decoded = waiver.decoded else {
        return
          "<tr><th scope=\"row\"><code>\(waiver.blocker)</code></th><td>cannot be read</td><td></td></tr>"
      }
      return """
        <tr>
        <th scope="row"><code>\(decoded.blocker)</code></th>
        <td><strong>\(decoded.approver)</strong>: <bdi>\(decoded.reason)</bdi></td>
        <td>\(time(decoded.expiresAt))</td>
        </tr>
        """
    }
    return section(
      "waivers", "Waivers",
      table(
        "What a second person excused, and until when", columns: ["Blocker", "Who, and why", "Until"],
        rows: rows))
  }

  /// What an engine may do at most on the strength of the report.
  var grants: HTML {
    let grants = report.grants
    func amount(_ value: (some CustomStringConvertible)?, _ unit: String) -> HTML {
      value.map { "\($0.description) \(unit)" } ?? "not limited"
    }
    var facts: [(String, HTML)] = [
      ("Symbols", grants.symbols.map { "\($0.joined(separator: ", "))" } ?? "not limited"),
      ("An order", amount(grants.maxOrderNotionalUSD, "USD")),
      ("A position", amount(grants.maxPositionNotionalUSD, "USD")),
      ("Lost in a day", amount(grants.maxDailyLossUSD, "USD")),
      ("Orders a minute", amount(grants.maxOrdersPerMinute, "")),
    ]
    if let most = grants.maxOrders { facts.append(("Orders in all", "\(most)")) }
    for (name, value) in grants.behaviours.sorted(by: { $0.key < $1.key }) {
      facts.append((name, "\(value)"))
    }
    return section("grants", "What a READY report of this policy permits at most", list(facts))
  }

  var evidence: HTML {
    let rows = report.blockers.flatMap { blocker in
      blocker.findings.compactMap { finding -> HTML? in
        guard let artifact = finding.artifact else { return nil }
        let end: HTML = finding.validUntil.map { "<br>until \(time($0))" } ?? ""
        return """
          <tr>
          <th scope="row"><bdi>\(artifact.name)</bdi><code>\(blocker.id)</code></th>
          <td>\(digest(artifact.sha256))\(end)</td>
          </tr>
          """
      }
    }
    let subjects = report.subjects.map { subject -> HTML in
      "<tr><th scope=\"row\"><bdi>\(subject.name)</bdi></th><td>\(digest(subject.sha256))</td></tr>"
    }
    let bound = table(
      "What the result is about: it holds for these files and no others", columns: ["Subject", "SHA-256"],
      rows: subjects)
    let files = table("Evidence that findings rest on", columns: ["File", "SHA-256"], rows: rows)
    return section("evidence", "Evidence", rows.isEmpty ? bound : "\(files)\n\(bound)")
  }

  /// For whoever traces the result.
  var record: HTML {
    var facts: [(String, HTML)] = [
      ("Gate", "readiness \(report.gateVersion)<br>\(digest(report.gateSha256))"),
      ("Keyring", report.keyringSha256.map(digest) ?? "none"),
      ("Machine", digest(report.host.machineId)),
      ("Boot", digest(report.host.bootId)),
      ("Run", "\(time(report.startedAt)) to \(time(report.issuedAt))"),
      ("Report before", report.previous.map(digest) ?? "none"),
    ]
    if let anchor = report.anchor {
      facts.append(("Decision log", "\(anchor.entries) entries<br>\(digest(anchor.headSha256))"))
    }
    facts += report.policy.files.map { ("Policy file", "<bdi>\($0.path)</bdi><br>\(digest($0.sha256))") }
    facts += report.policy.expanded.map {
      ("Variable", "<code>\($0.name)</code> = <code>\($0.value)</code> at <code>\($0.position)</code>")
    }
    return section("record", "For the record", list(facts))
  }

  var notes: HTML {
    guard !result.allNotes.isEmpty else { return "" }
    let items = result.allNotes.map { "<li>\($0)</li>" as HTML }
    return section("notes", "Notes", "<ul>\n\(items)\n</ul>")
  }
}
