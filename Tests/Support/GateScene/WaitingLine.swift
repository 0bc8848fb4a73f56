/// Lets a few in at a time.
public actor WaitingLine {
  /// For tests that have a simulated venue and programs of their own, which have to answer each other within the
  /// venue's times; of all suites together.
  public static let scenes = WaitingLine(places: 6)

  private var places: Int
  private var line: [CheckedContinuation<Void, Never>] = []

  public init(places: Int) { self.places = places }

  public func enter() async {
    guard places == 0 else {
      places -= 1
      return
    }
    await withCheckedContinuation { line.append($0) }
  }

  public func leave() {
    guard !line.isEmpty else {
      places += 1
      return
    }
    line.removeFirst().resume()
  }
}
