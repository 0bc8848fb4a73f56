import ReadinessCheck
import ReadinessReport

/// The blockers, in the policy's order.
extension HTMLRendering {
  var blockerTable: HTML {
    let rows = report.blockers.enumerated().map { index, blocker -> HTML in
      let look = Look(blocker.outcome)
      return """
        <tr class="\(look.style)">
        <th scope="row"><a href="#blocker-\(index + 1)">\(blocker.title)</a><code>\(blocker.id)</code></th>
        <td class="risk \(blocker.risk.rawValue)">\(blocker.risk.rawValue)</td>
        <td class="outcome">\(look.mark)<span>\(blocker.outcome.words)<small>\(blocker.duration)</small></span></td>
        </tr>
        """
    }
    return section(
      "blockers", "Blockers",
      table(
        "\(RunResult.blockers(report.blockers.count)), in the policy's order",
        columns: ["Blocker", "Risk", "Outcome"], rows: rows))
  }

  /// Those that keep the gate closed, or would without a waiver.
  var openBlockers: HTML {
    let blockers = numbered { $0.outcome != .pass }
    guard !blockers.isEmpty else { return "" }
    return section("closed", "What does not pass, and what to do", "\(blockers.map(article))")
  }

  var passedBlockers: HTML {
    let blockers = numbered { $0.outcome == .pass }
    guard !blockers.isEmpty else { return "" }
    return section("passed", "What passed, and by what", "\(blockers.map(article))")
  }

  private func numbered(
    _ isIncluded: (ReadinessReport.Blocker) -> Bool
  ) -> [(number: Int, blocker: ReadinessReport.Blocker)] {
    report.blockers.enumerated().filter { isIncluded($0.element) }.map { ($0.offset + 1, $0.element) }
  }

  private func article(_ number: Int, _ blocker: ReadinessReport.Blocker) -> HTML {
    let look = Look(blocker.outcome)
    var parts: [HTML] = []
    if blocker.outcome == .waived { parts.append(excuse(blocker)) }
    if !blocker.remediation.isEmpty {
      parts.append("<p><strong>To mend:</strong> \(blocker.remediation)</p>")
    }
    let closed = blocker.closedFindings
    if !closed.isEmpty { parts.append("<ul class=\"findings\">\n\(closed.map(closedFinding))\n</ul>") }
    let passed = blocker.findings.filter { $0.status == .pass }
    if !passed.isEmpty { parts.append(self.passed(passed)) }
    return """
      <article class="\(look.style)" id="blocker-\(number)">
      <h3>\(look.mark)<span>\(blocker.title)</span></h3>
      <p class="quiet"><code>\(blocker.id)</code> \(blocker.outcome.words), \(blocker.risk.rawValue) risk, \
      asked by <code>\(blocker.check)</code> in \(blocker.duration), at <code>\(blocker.position)</code></p>
      \(parts)
      </article>
      """
  }

  private func excuse(_ blocker: ReadinessReport.Blocker) -> HTML {
    let without: HTML = "Without the waiver: \(blocker.observed.words)."
    guard let waiver = report.decodedWaiver(for: blocker.id) else {
      return "<p class=\"loud\"><strong>Waived.</strong> \(without)</p>"
    }
    return """
      <p class="loud"><strong>Waived by <bdi>\(waiver.approver)</bdi></strong> until \(time(waiver.expiresAt)): \
      <bdi>\(waiver.reason)</bdi>. \(without)</p>
      """
  }

  private func closedFinding(_ finding: Finding) -> HTML {
    var facts: [(String, HTML)] = [("Expected", "\(finding.expected)"), ("Found", "\(finding.found)")]
    if let hint = finding.hint { facts.append(("Hint", "\(hint)")) }
    if let position = finding.position { facts.append(("At", "<code>\(position)</code>")) }
    if let end = finding.validUntil { facts.append(("Holds until", time(end))) }
    let look = Look(finding.status)
    return """
      <li class="\(look.style)">
      <p>\(look.mark)<span><code>\(finding.subject)</code> \(finding.message)</span></p>
      \(list(facts, style: "details"))
      </li>
      """
  }

  /// Folded on a screen, because a blocker may look at hundreds of things; unfolded on paper.
  private func passed(_ findings: [Finding]) -> HTML {
    let items = findings.map { finding -> HTML in
      "<li><code>\(finding.subject)</code> \(finding.message) <span class=\"quiet\">(found: <bdi>\(finding.found)</bdi>)</span></li>"
    }
    return """
      <details>
      <summary>\(findings.count) finding\(findings.count == 1 ? "" : "s") as expected</summary>
      <ul>
      \(items)
      </ul>
      </details>
      """
  }
}
