/// Base64, RFC 4648 §4.
public enum Base64 {
  /// Standard alphabet, padded, no line breaks.
  public static func encode(_ bytes: [UInt8]) -> String {
    unsafe String(unsafeUninitializedCapacity: encodedByteCount(bytes.count)) { output in
      unsafe bytes.withUnsafeBufferPointer { unsafe write($0, to: output) }
    }
  }

  /// Appends the same text to `output`, as ASCII.
  public static func encode(_ bytes: [UInt8], appendingTo output: inout [UInt8]) {
    let text = unsafe [UInt8](unsafeUninitializedCapacity: encodedByteCount(bytes.count)) { buffer, count in
      count = unsafe bytes.withUnsafeBufferPointer { unsafe write($0, to: buffer) }
    }
    output += text
  }

  /// How many characters `count` bytes take.
  public static func encodedByteCount(_ count: Int) -> Int { (count + 2) / 3 * 4 }

  /// Strict: standard alphabet, padding required, no white space, unused bits zero. So exactly one text
  /// decodes to a byte string; `nil` for any other.
  public static func decode(_ text: String) -> [UInt8]? {
    var text = text
    return text.withUTF8 { unsafe decode(UnsafeRawBufferPointer($0)) }
  }

  /// The same, from ASCII bytes.
  public static func decode(_ text: borrowing Span<UInt8>) -> [UInt8]? {
    unsafe text.withUnsafeBytes { unsafe decode($0) }
  }

  /// The same, from ASCII bytes.
  public static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
    guard text.count.isMultiple(of: 4) else { return nil }
    guard unsafe !text.isEmpty else { return [] }
    let padding = unsafe text[text.count - 1] != pad ? 0 : text[text.count - 2] != pad ? 1 : 2
    return unsafe decode(text, digits: text.count - padding, Base64Table.standard)
  }

  /// Tolerant, for what others wrote (DSSE allows both): standard or URL-safe alphabet, not mixed;
  /// padding complete or absent. White space, non-zero unused bits and anything else give `nil`.
  public static func decodeAny(_ text: borrowing Span<UInt8>) -> [UInt8]? {
    unsafe text.withUnsafeBytes { text in
      var digits = text.count
      if unsafe digits.isMultiple(of: 4) && digits > 0 && text[digits - 1] == pad {
        unsafe digits -= text[digits - 2] == pad ? 2 : 1
      }
      return unsafe decode(text, digits: digits, Base64Table.standard)
        ?? decode(text, digits: digits, Base64Table.urlSafe)
    }
  }

  /// The same, from a string.
  public static func decodeAny(_ text: String) -> [UInt8]? {
    decodeAny(Array(text.utf8).span)
  }

  private static var pad: UInt8 { 0x3D }

  /// `digits` characters of `text` are digits; what follows was judged by the caller.
  private static func decode(
    _ text: UnsafeRawBufferPointer, digits: Int, _ table: Base64Table
  ) -> [UInt8]? {
    let rest = digits % 4
    guard rest != 1 else { return nil }
    let groups = digits / 4
    let size = groups * 3 + (rest == 0 ? 0 : rest - 1)
    var isValid = true
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { output, count in
      var bad: UInt32 = 0
      var source = 0
      var target = 0
      // A character outside the alphabet sets bits above the 24 of a group: one test at the end does.
      for _ in 0..<groups {
        let word = unsafe table.group(text, at: source)
        bad |= word
        unsafe output[target] = UInt8(truncatingIfNeeded: word >> 16)
        unsafe output[target + 1] = UInt8(truncatingIfNeeded: word >> 8)
        unsafe output[target + 2] = UInt8(truncatingIfNeeded: word)
        source += 4
        target += 3
      }
      if rest > 0 {
        let last = unsafe table.rest(text, at: source, digits: rest)
        bad |= last
        unsafe output[target] = UInt8(truncatingIfNeeded: last >> 16)
        if rest == 3 { unsafe output[target + 1] = UInt8(truncatingIfNeeded: last >> 8) }
        // Unused bits: other decoders drop them, and then several texts mean the same bytes.
        if last & (rest == 2 ? 0xFFFF : 0xFF) != 0 { isValid = false }
      }
      if bad > 0xFF_FFFF { isValid = false }
      count = isValid ? size : 0
    }
    return isValid ? bytes : nil
  }

  private static func write(
    _ bytes: UnsafeBufferPointer<UInt8>, to output: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    let digits = unsafe Base64Table.alphabet.utf8Start
    var target = 0
    var source = 0
    while source < bytes.count {
      let left = bytes.count - source
      let second = unsafe left > 1 ? UInt32(bytes[source + 1]) : 0
      let third = unsafe left > 2 ? UInt32(bytes[source + 2]) : 0
      let word = unsafe UInt32(bytes[source]) << 16 | second << 8 | third
      unsafe output[target] = unsafe digits[Int(word >> 18)]
      unsafe output[target + 1] = unsafe digits[Int(word >> 12 & 63)]
      unsafe output[target + 2] = unsafe left > 1 ? digits[Int(word >> 6 & 63)] : pad
      unsafe output[target + 3] = unsafe left > 2 ? digits[Int(word & 63)] : pad
      source += 3
      target += 4
    }
    return target
  }
}
