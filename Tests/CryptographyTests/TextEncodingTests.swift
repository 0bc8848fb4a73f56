import Cryptography
import Testing

@Suite("Base64 and hexadecimal")
struct TextEncodingTests {
  /// RFC 4648 §10, and all 64 digits.
  static let vectors: [(bytes: [UInt8], text: String)] = [
    ([], ""), (Array("f".utf8), "Zg=="), (Array("fo".utf8), "Zm8="), (Array("foo".utf8), "Zm9v"),
    (Array("foob".utf8), "Zm9vYg=="), (Array("fooba".utf8), "Zm9vYmE="), (Array("foobar".utf8), "Zm9vYmFy"),
    ([0xFB, 0xEF, 0xFF], "++//"), ([0x00], "AA=="), ([0xFF], "/w=="), ([0xFF, 0xFF], "//8="),
  ]

  @Test("RFC 4648's vectors, both ways", arguments: vectors)
  func published(bytes: [UInt8], text: String) {
    #expect(Base64.encode(bytes) == text)
    #expect(Base64.decode(text) == bytes)
    #expect(Base64.decodeAny(text) == bytes)
    var output: [UInt8] = [0x21]
    Base64.encode(bytes, appendingTo: &output)
    #expect(output == [0x21] + Array(text.utf8))
  }

  @Test(
    "strict decoding refuses every second text for the same bytes",
    arguments: [
      "Zg", "Zg=", "Zg===", "Zm8", "Z", "=", "==", "====", "A===", "Zh==", "Zm9=", "Zm9v\n", "Zm 9v",
      "Zg==\n",
      "\nZm9v", "Zg==Zg==", "Zm=v", "-_-_", "Zm9*", "Zm9\u{0}", "é===", "Zm9vZg==A",
    ])
  func refusals(text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test("tolerant decoding takes both alphabets, padded or not")
  func tolerant() {
    let bytes: [UInt8] = [0xFB, 0xEF, 0xFF, 0xFE]
    for text in ["++///g==", "++///g", "--___g==", "--___g"] {
      #expect(Base64.decodeAny(text) == bytes, "\(text)")
    }
    for text in ["+-//", "++//_g==", "++///g=", "++///h==", "++//g===", "++///g==\n", "+", "+=", "="] {
      #expect(Base64.decodeAny(text) == nil, "\(text)")
    }
    #expect(Base64.decodeAny("") == [])
  }

  @Test("any bytes survive, and any text that decodes is the one that encodes")
  func properties() {
    var generator = SeededGenerator(state: 4648)
    for count in 0..<200 {
      let bytes = generator.bytes(count)
      let text = Base64.encode(bytes)
      #expect(text.utf8.count == Base64.encodedByteCount(count))
      #expect(Base64.decode(text) == bytes)
      let urlSafe = String(text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
      #expect(Base64.decodeAny(urlSafe.filter { $0 != "=" }) == bytes)
      #expect(Hexadecimal.decode(Hexadecimal.encode(bytes)) == bytes)
    }
    let alphabet = Array("AQgwBCZaz019+/=-_ \n".utf8)
    var decoded = 0
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 0...9, using: &generator)).compactMap { _ in
        alphabet.randomElement(using: &generator)
      }
      guard let bytes = Base64.decode(text.span) else { continue }
      decoded += 1
      #expect(Array(Base64.encode(bytes).utf8) == text)
    }
    #expect(decoded > 100)
  }

  @Test("every one of the 256 characters in every place of a group")
  func everyCharacter() {
    let digits = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    for place in 0..<4 {
      for character in UInt8.min ... .max {
        var text = Array("AAAAAAAA".utf8)
        text[place] = character
        #expect((Base64.decode(text.span) != nil) == digits.contains(character))
      }
    }
  }

  @Test("hexadecimal is lower case and even")
  func hexadecimal() {
    #expect(Hexadecimal.encode([0x00, 0x9F, 0xA0, 0xFF]) == "009fa0ff")
    #expect(Hexadecimal.decode("009fa0ff") == [0x00, 0x9F, 0xA0, 0xFF])
    #expect(Hexadecimal.decode("") == [])
    for wrong in ["0", "0G", "AB", "0x", " 00", "00 ", "é"] {
      #expect(Hexadecimal.decode(wrong) == nil, "\(wrong)")
    }
  }
}
