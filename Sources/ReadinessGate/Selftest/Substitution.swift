/// A text with something in it exchanged. By bytes: the standard library has this only in a module that would slow every
/// start of the gate.
struct Substitution {
  let text: String
  let count: Int

  /// - Parameter old: not empty.
  init(_ text: String, _ old: String, becoming new: String, limit: Int = .max) {
    let (bytes, old, new) = (Array(text.utf8), Array(old.utf8), Array(new.utf8))
    var (result, count, index): ([UInt8], Int, Int) = ([], 0, 0)
    while index < bytes.count {
      if count < limit, bytes[index...].starts(with: old) {
        result += new
        count += 1
        index += max(1, old.count)
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    self.text = String(decoding: result, as: UTF8.self)
    self.count = count
  }
}
