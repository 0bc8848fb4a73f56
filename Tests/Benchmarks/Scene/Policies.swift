/// The policies that are run and linted.
enum Policies {
  /// The four blockers about the engine, which answers most questions itself.
  static func four(_ scene: Scene) -> String {
    head("four", subjects(scene)) + dependencies(scene, libraries: true) + statePaths(scene)
      + legacy(scene, git: true) + certification("engine")
  }

  /// Without the one that has no judge yet, so that the report is READY.
  static func three(_ scene: Scene) -> String {
    head("three", subjects(scene)) + dependencies(scene, libraries: true) + statePaths(scene)
      + legacy(scene, git: true)
  }

  /// The four about another program, which is hashed and never run; and no git.
  static func foreign(_ scene: Scene) -> String {
    head("foreign", ["program: \(scene.folder)/opt/requirements.txt"]) + dependencies(scene, libraries: false)
      + foreignStatePaths(scene) + legacy(scene, git: false) + certification("program")
  }

  /// A valid policy of about so many lines.
  static func long(lines: Int) -> String {
    var text = head("long", [])
    for number in 0..<((lines - text.split(separator: "\n").count) / 10) {
      text += """
          - id: legacy-\(number)
            title: The file number \(number) of an earlier version is gone
            risk: low
            check: legacy-file-absence
            waivable: false
            remediation: "Delete it: rm /var/lib/trading-engine/.state_\(number)"
            with:
              root: /var/lib/trading-engine
              files: [.state_\(number)]
              mentioned-nowhere-in: [/etc/trading-engine/engine.yaml]

        """
    }
    return text
  }

  private static func subjects(_ scene: Scene) -> [String] {
    ["engine: \(scene.programs.engine)", "configuration: engine.yaml"]
  }

  private static func head(_ name: String, _ subjects: [String]) -> String {
    """
    policy: v1
    name: \(name)
    environment: simulator
    report: { valid-for: 12h, grants: { symbols: [PF_XBTUSD], max-order-notional-usd: "1000" } }
    subjects: { \(subjects.joined(separator: ", ")) }
    blockers:

    """
  }

  private static func dependencies(_ scene: Scene, libraries: Bool) -> String {
    """
      - id: runtime-dependencies
        title: Runtime dependencies are installed
        risk: low
        check: dependency-presence
        with:
          root: \(scene.folder)/opt
          python: { environment: \(scene.folder)/opt/venv, requirements: [requirements.txt] }
          packages: [libssl3 (>= 3.0.0), libyaml-0-2]
    \(libraries ? "      libraries: [libcrypto >= 3.0, libyaml >= 0.2.5]\n" : "")
    """
  }

  private static func statePaths(_ scene: Scene) -> String {
    """
      - id: state-paths
        title: State files are writable, replaced atomically, and stay
        risk: medium
        check: state-path
        with:
          root: \(scene.folder)/state
          paths:
            - { variable: KILL_SWITCH_STATE_PATH, default: data/kill_switch_state.json, kind: kill-switch }
            - { variable: INSTRUMENT_SPECS_CACHE_PATH, default: data/instrument_specs_cache.json, kind: instrument-specs }
          allow-file-systems: [overlay, tmpfs]

    """
  }

  private static func foreignStatePaths(_ scene: Scene) -> String {
    """
      - id: state-paths
        title: State files are writable, replaced atomically, and stay
        risk: medium
        check: state-path
        with:
          root: \(scene.folder)/state
          paths:
            - { variable: KILL_SWITCH_STATE_PATH, default: data/kill_switch_state.json, kind: json }
            - { variable: INSTRUMENT_SPECS_CACHE_PATH, default: data/instrument_specs_cache.json, kind: opaque }
          allow-file-systems: [overlay, tmpfs]

    """
  }

  private static func legacy(_ scene: Scene, git: Bool) -> String {
    """
      - id: legacy-state-file
        title: The state file of the earlier version is gone and does not come back
        risk: low
        check: legacy-file-absence
        with:
          root: \(scene.folder)/opt
          files: [.kill_switch_state]
          mentioned-nowhere-in: [src, deploy, .env.local]
    \(git ? "      ignored-by-git: [.kill_switch_state, data/kill_switch_state.json, data/instrument_specs_cache.json]\n" : "")
    """
  }

  private static func certification(_ subject: String) -> String {
    """
      - id: sl-tp-certification
        title: Stop-loss and take-profit orders are certified
        risk: critical
        check: sltp-certification
        with:
          evidence: ../evidence
          subject: \(subject)
          symbols: [PF_XBTUSD]

    """
  }
}
