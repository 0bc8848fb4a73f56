import Glibc
import TradingEngine

/// The terminal while `status --watch` has it: a screen of its own, so that what was there before comes back.
struct StatusScreen {
  /// Nil when standard output is no terminal: then pages follow each other.
  init?() {
    guard isatty(1) == 1 else { return nil }
    // The other screen, and no cursor.
    _ = StandardOutput.write("\u{1B}[?1049h\u{1B}[?25l")
  }

  func restore() { _ = StandardOutput.write("\u{1B}[?25h\u{1B}[?1049l") }

  /// The page over the one before: each line to its end, and nothing left below. What the terminal has no rows for is
  /// left out, so that it does not scroll.
  func drawing(_ report: StatusReport) -> String {
    let size = Self.size
    let text = StatusPage(report, width: size?.columns ?? StatusPage.width).text(isColoured: Self.isColoured)
    let lines = text.split(separator: "\n").prefix(max(1, (size?.rows ?? .max) - 1))
    return "\u{1B}[H" + lines.map { "\($0)\u{1B}[K\n" }.joined() + "\u{1B}[J"
  }

  /// Nil when standard output is no terminal, or does not say.
  static var size: (columns: Int, rows: Int)? {
    var size = winsize()
    guard unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// https://no-color.org: any value but an empty one.
  static var isColoured: Bool {
    guard isatty(1) == 1, unsafe getenv("TERM").map({ unsafe String(cString: $0) }) != "dumb" else {
      return false
    }
    return unsafe getenv("NO_COLOR").map { unsafe String(cString: $0).isEmpty } ?? true
  }
}
