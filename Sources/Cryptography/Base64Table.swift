/// What each character adds to a group of four, one table per place, so that decoding a group is four
/// loads and three ORs. A character outside the alphabet has a bit above the group's 24.
@safe struct Base64Table: @unchecked Sendable {
  static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

  static let standard = Base64Table(last: (0x2B, 0x2F))
  static let urlSafe = Base64Table(last: (0x2D, 0x5F))

  /// 4 × 256 entries, made once and never freed.
  private let entries: UnsafePointer<UInt32>

  private init(last: (UInt8, UInt8)) {
    let entries = UnsafeMutablePointer<UInt32>.allocate(capacity: 4 * 256)
    unsafe entries.initialize(repeating: 1 << 31, count: 4 * 256)
    let digits = unsafe Self.alphabet.utf8Start
    for value in 0..<64 {
      let character = unsafe value == 62 ? last.0 : value == 63 ? last.1 : digits[value]
      for place in 0..<4 {
        unsafe entries[place * 256 + Int(character)] = UInt32(value) << UInt32(18 - 6 * place)
      }
    }
    unsafe self.entries = unsafe UnsafePointer(entries)
  }

  /// Four characters at `index`; the caller checked that they are there.
  @inline(__always)
  func group(_ text: UnsafeRawBufferPointer, at index: Int) -> UInt32 {
    unsafe entries[Int(text[index])] | entries[256 + Int(text[index + 1])]
      | entries[512 + Int(text[index + 2])] | entries[768 + Int(text[index + 3])]
  }

  /// Two or three characters at `index`, the end of a text.
  func rest(_ text: UnsafeRawBufferPointer, at index: Int, digits: Int) -> UInt32 {
    let start = unsafe entries[Int(text[index])] | entries[256 + Int(text[index + 1])]
    return unsafe digits == 3 ? start | entries[512 + Int(text[index + 2])] : start
  }
}
