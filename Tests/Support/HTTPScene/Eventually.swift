/// Whether something comes true within ten seconds; it is asked again and again, and no thread waits.
public func eventually(_ isTrue: () throws -> Bool) async rethrows -> Bool {
  for _ in 0..<2_000 {
    if try isTrue() { return true }
    try? await Task.sleep(for: .milliseconds(5))
  }
  return false
}
