import StrictJSON
import Testing

@Suite("Any bytes given as JSON") struct JSONMutationTests {
  private static let seeds = [
    "{\"verdict\":\"READY\",\"policy\":{\"name\":\"live\",\"files\":[{\"path\":\"é\\n\\u00e9\\ud83d\\ude00\",\"size\":1.5e3}]},\"waivers\":[],\"x\":null}",
    "[1,-2.5,true,false,null,\"\",{},[[[]]]]",
  ]

  @Test("are refused inside the text, or read and written so that they stay", arguments: 0..<10)
  func mutations(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let pieces = Array("{}[],:\"\\u0eE+-.19tfn \n\u{1}é").map { Array(String($0).utf8) }
    for _ in 0..<2000 {
      var bytes = Array(Self.seeds[Int.random(in: 0..<Self.seeds.count, using: &generator)].utf8)
      for _ in 0..<Int.random(in: 1...5, using: &generator) {
        let place = Int.random(in: 0...bytes.count, using: &generator)
        let end = min(bytes.count, place + Int.random(in: 0...6, using: &generator))
        switch Int.random(in: 0..<5, using: &generator) {
        case 0:
          bytes.insert(contentsOf: pieces[Int.random(in: 0..<pieces.count, using: &generator)], at: place)
        case 1: bytes.removeSubrange(place..<end)
        case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
        case 3: bytes.insert(.random(in: 0...255, using: &generator), at: place)
        default: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator) }
        }
      }
      do throws(JSONError) {
        let (value, isInOneForm) = try JSON.parseNotingForm(bytes, limits: JSONLimits(depth: 6, values: 40))
        let written = value.encoded()
        #expect(isInOneForm == (written == bytes), "\(String(decoding: bytes, as: UTF8.self))")
        #expect(try JSON.parse(written) == value)
        #expect(try JSON.parse(written).encoded() == written)
      } catch {
        #expect((0...bytes.count).contains(error.offset))
      }
    }
  }
}
