import CheckScene
import Testing

@testable import LegacyFileAbsence

@Suite("A line mentions a file") struct MentionScanTests {
  @Test(
    "as",
    arguments: [
      ".kill_switch_state", "open('.kill_switch_state')", "rm -f root/.kill_switch_state;",
      "x=.kill_switch_state",
      "`.kill_switch_state`", "delete .kill_switch_state.", ".kill_switch_state.bak", ".KILL_switch_STATE",
      "{root}.kill_switch_state", "é \".kill_switch_state\"", ".kill_switch_state-old",
    ])
  func mention(line: String) {
    let scan = MentionScan(files: [".kill_switch_state"])
    #expect(scan.mentions(in: Array(line.utf8)) == [.init(line: 1, file: ".kill_switch_state")])
  }

  @Test(
    "but not as",
    arguments: [
      "self.kill_switch_state", "kill_switch_state", ".kill_switch_state_path", ".kill_switch_states",
      "load().kill_switch_state", "all[0].kill_switch_state", "data/kill_switch_state.json",
      ".kill_switch_stat",
      "file-.kill_switch_state", "",
    ])
  func noMention(line: String) {
    #expect(MentionScan(files: [".kill_switch_state"]).mentions(in: Array(line.utf8)).isEmpty)
  }

  @Test("by its path as the policy writes it")
  func paths() {
    let scan = MentionScan(files: ["./data/old.json", "state.db"])
    let text = "a/data/old.json\nold.json\ndata/old.json5\n./state.db\nmy.state.db\nstate.db state.db\n"
    #expect(
      scan.mentions(in: Array(text.utf8)) == [
        .init(line: 1, file: "./data/old.json"), .init(line: 4, file: "state.db"),
        .init(line: 6, file: "state.db"),
      ])
  }

  @Test("on the right line, whatever else the text holds")
  func lines() {
    var generator = SeededGenerator(seed: 5)
    let scan = MentionScan(files: [".kill_switch_state"])
    for _ in 0..<300 {
      var expected: [MentionScan.Mention] = []
      var text: [UInt8] = []
      for line in 1...Int.random(in: 1...20, using: &generator) {
        let noise = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
          UInt8.random(in: 0x20...0xFF, using: &generator)
        }
        text += noise
        if Bool.random(using: &generator) {
          text += Array(" .kill_switch_state ".utf8)
          expected.append(.init(line: line, file: ".kill_switch_state"))
        }
        text.append(0x0A)
      }
      #expect(scan.mentions(in: text) == expected)
    }
  }
}
