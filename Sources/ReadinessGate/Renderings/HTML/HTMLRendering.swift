import Attestation
import Chronology
import ReadinessReport

/// One page that a manager can read and print: no scripts, and nothing that a browser would load from elsewhere.
///
/// It is a picture of the result and vouches for nothing; the signed report does, and the page says so.
struct HTMLRendering {
  let result: RunResult
  var report: ReadinessReport { result.report }

  init(_ result: RunResult) { self.result = result }

  var page: HTML {
    let dryRun = result.isDryRun ? " (dry run)" : ""
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      <title>\(report.verdict.rawValue)\(dryRun): \(report.policy.name) for \(report.environment.rawValue)</title>
      <style>
      \(HTMLStyle.sheet)
      </style>
      </head>
      <body>
      \(verdict)
      <main>
      \([facts, blockerTable, openBlockers, waivers, grants, evidence, passedBlockers, record, notes])
      </main>
      <footer>
      <p>\(provenance)</p>
      </footer>
      </body>
      </html>

      """
  }

  // MARK: the verdict

  private var verdict: HTML {
    let look = Look(report.verdict)
    return """
      <header class="verdict \(look.style)">
      <p class="kind">Readiness of <bdi>\(report.policy.name)</bdi> for \(report.environment.rawValue)</p>
      <h1>\(look.mark)<span class="word">\(report.verdict.words)</span></h1>
      <p class="sentence">\(sentence)</p>
      \(until)
      \(counts)
      \(warnings)
      </header>
      """
  }

  private var sentence: String {
    let failed = report.summary.count(.fail)
    let undecided = [Outcome.unknown, .timeout, .blocked].map(report.summary.count).reduce(0, +)
    switch report.verdict {
    case .ready: return "Every blocker was checked and passed."
    case .readyWithWaivers:
      let waived = report.summary.count(.waived)
      return
        "\(RunResult.blockers(waived)) \(waived == 1 ? "does" : "do") not pass and \(waived == 1 ? "is" : "are") waived for a while."
    case .blocked:
      if report.blockers.isEmpty { return "Nothing was checked, so nothing opens." }
      if failed == 0 {
        return "\(RunResult.blockers(undecided)) could not be decided, which counts as closed."
      }
      return "\(RunResult.blockers(failed)) failed"
        + (undecided == 0 ? "." : ", and \(undecided) could not be decided.")
    }
  }

  private var until: HTML {
    guard let signer = result.signer, !result.isDryRun else { return "" }
    return
      "<p class=\"until\">Signed by <bdi>\(signer)</bdi>, expires <strong>\(time(report.expiresAt))</strong>.</p>"
  }

  private var counts: HTML {
    let items = Outcome.allCases.compactMap { outcome -> HTML? in
      let count = report.summary.count(outcome)
      guard count > 0 else { return nil }
      let look = Look(outcome)
      return
        "<li class=\"\(look.style)\">\(look.mark)<span><b>\(count)</b> \(outcome.words)</span></li>"
    }
    return "<ul class=\"counts\" aria-label=\"Blockers by outcome\">\n\(items)\n</ul>"
  }

  /// What makes the verdict worth less than it looks.
  private var warnings: [HTML] {
    var warnings: [HTML] = []
    if result.isDryRun {
      warnings.append(
        """
        <p class="loud"><strong>Dry run.</strong> Nothing was signed or written. No engine accepts this result.</p>
        """)
    }
    if !result.leftOut.isEmpty {
      warnings.append(
        """
        <p class="loud"><strong>Only a part of the policy was checked.</strong> \
        Left out: <bdi>\(result.leftOut.joined(separator: ", "))</bdi></p>
        """)
    }
    return warnings
  }

  // MARK: what was asked, and until when the answer holds

  private var facts: HTML {
    var facts: [(String, HTML)] = [
      ("Environment", "\(report.environment.rawValue), scope \(report.scope.rawValue)"),
      ("Account", report.account.map { "\($0)" } ?? "none named by the configuration"),
      ("Host", "\(report.host.hostname)"),
      (
        "Policy",
        "<bdi>\(report.policy.name)</bdi> (<bdi>\(result.policyPath)</bdi>)<br>\(digest(report.policy.resolvedSha256))"
      ),
      ("Issued", time(report.issuedAt)),
    ]
    if let payload = result.payloadSha256 {
      facts += [
        (
          "Expires",
          "<strong>\(time(report.expiresAt))</strong><br>because of <bdi>\(report.expiresBecause)</bdi>"
        ),
        ("Signed by", "\(result.signer ?? "an unnamed key")"),
        ("Report", "\(digest(payload))<br>number \(report.sequence)"),
      ]
    } else {
      facts += [
        (
          "Expires",
          "nothing was signed; a report would expire \(time(report.expiresAt)), because of <bdi>\(report.expiresBecause)</bdi>"
        ),
        ("Signed by", "nobody: dry run"),
      ]
    }
    let description: HTML = result.description.isEmpty ? "" : "<p class=\"about\">\(result.description)</p>"
    return section("about", "What was asked", "\(description)\n\(list(facts))")
  }

  private var provenance: HTML {
    let gate: HTML = "Written by readiness \(report.gateVersion)."
    guard let path = result.reportPath else {
      return "\(gate) Dry run: there is no signed report to compare with."
    }
    return """
      \(gate) This page is a picture of a report and vouches for nothing. Ask the report itself: \
      <code>readiness verify \(path) --keyring KEYRING</code>
      """
  }

  // MARK: parts of the page

  func section(_ id: HTML, _ title: HTML, _ content: HTML) -> HTML {
    "<section aria-labelledby=\"\(id)\">\n<h2 id=\"\(id)\">\(title)</h2>\n\(content)\n</section>"
  }

  func list(_ facts: [(name: String, value: HTML)], style: HTML = "facts") -> HTML {
    let rows = facts.map { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>" as HTML }
    return "<dl class=\"\(style)\">\n\(rows)\n</dl>"
  }

  func table(_ caption: HTML, columns: [HTML], rows: [HTML]) -> HTML {
    """
    <table>
    <caption>\(caption)</caption>
    <thead><tr>\(columns.map { "<th scope=\"col\">\($0)</th>" as HTML })</tr></thead>
    <tbody>
    \(rows)
    </tbody>
    </table>
    """
  }

  func digest(_ sha256: String) -> HTML { "<code class=\"digest\">\(sha256)</code>" }

  /// `2026-11-18 23:06:40 UTC`.
  func time(_ time: Timestamp) -> HTML {
    let text = time.description
    return
      "<time datetime=\"\(text)\">\(String(text.prefix(10))) \(String(text.dropFirst(11).prefix(8))) UTC</time>"
  }
}
