import ReadinessCheck
import ReadinessReport

/// How something looks: a colour, and a mark and words beside it, since colour alone tells nothing on paper or to
/// whoever does not see it.
struct Look {
  enum Tone: String { case good, bad, open }

  let tone: Tone
  let glyph: String

  var style: HTML { "\(tone.rawValue)" }
  var mark: HTML { "<span class=\"mark\" aria-hidden=\"true\">\(glyph)</span>" }

  init(_ verdict: Verdict) {
    switch verdict {
    case .ready: (tone, glyph) = (.good, "✓")
    case .readyWithWaivers: (tone, glyph) = (.open, "!")
    case .blocked: (tone, glyph) = (.bad, "✕")
    }
  }

  init(_ outcome: Outcome) {
    switch outcome {
    case .pass: (tone, glyph) = (.good, "✓")
    case .fail: (tone, glyph) = (.bad, "✕")
    case .unknown, .timeout: (tone, glyph) = (.open, "?")
    case .blocked: (tone, glyph) = (.open, "–")
    case .waived: (tone, glyph) = (.open, "!")
    }
  }

  init(_ status: Finding.Status) {
    switch status {
    case .pass: (tone, glyph) = (.good, "✓")
    case .fail: (tone, glyph) = (.bad, "✕")
    case .unknown: (tone, glyph) = (.open, "?")
    }
  }
}

extension Verdict {
  var words: String {
    switch self {
    case .ready: "READY"
    case .readyWithWaivers: "READY, WITH WAIVERS"
    case .blocked: "BLOCKED"
    }
  }
}

extension Outcome {
  var words: String {
    switch self {
    case .pass: "passed"
    case .fail: "failed"
    case .unknown: "unknown"
    case .timeout: "timed out"
    case .blocked: "not run"
    case .waived: "waived"
    }
  }
}
