import Testing

@testable import EnvironmentFiles

@Suite("A near miss") struct NearMissTests {
  @Test(
    "is seen",
    arguments: [
      "KILL_Switch_STATE_PATH", "kill_switch_state_path", "KILLSWITCH_STATE_PATH",
      "KILL__SWITCH__STATE__PATH",
      "KillSwitchStatePath", "KILL_SWITCH_STATE_PAHT", "KILL_SWITCH_STATE_PATHS", "KILL_SWITCH_STAT_PATH",
      "KIL_SWITCH_STATE_PAT", "kill_swich_state_path",
    ])
  func slip(name: String) {
    #expect(
      NearMiss.names(
        like: "KILL_SWITCH_STATE_PATH", among: [name, "HOME"], declared: ["KILL_SWITCH_STATE_PATH"]) == [name]
    )
  }

  @Test(
    "is not every name that is longer, shorter or other",
    arguments: [
      "KILL_SWITCH_STATE_PATH", "KILL_SWITCH_STATE_DIR", "KILL_SWITCH_STATE", "INSTRUMENT_SPECS_CACHE_PATH",
      "PATH",
      "KILL_SWITCH_STATE_PATH_OLD", "", "OLD_KILL_SWITCH_STATE_PATH",
    ])
  func other(name: String) {
    #expect(
      NearMiss.names(
        like: "KILL_SWITCH_STATE_PATH", among: [name], declared: ["KILL_SWITCH_STATE_PATH"]
      ).isEmpty)
  }

  @Test("is no other variable of the blocker, and nothing that a login sets")
  func declared() {
    let declared: Set<String> = ["STATE_PATH_1", "STATE_PATH_2"]
    #expect(NearMiss.names(like: "STATE_PATH_1", among: declared, declared: declared).isEmpty)
    #expect(NearMiss.names(like: "XPATH", among: ["PATH", "PATHS"], declared: ["XPATH"]) == ["PATHS"])
  }
}
