/// The files of a sound world, and what the engine does in it before anything is broken.
enum SelftestFiles {
  static func all() -> [(name: String, text: String)] {
    [
      ("keys/venue", "key=TESTKEY\nsecret=\(secret)\n"),
      ("state/kill_switch_state.json", killSwitch),
      ("units/lib/selftest.service", unit),
      ("gate/check.sh", externalCheck),
      ("etc/service.env", "# what the service's unit reads\n"),
      ("state/note.json", "{}\n"),
      ("app/src/main.py", "print('trading')\n"),
      ("app/.gitignore", "/venv/\n.kill_switch_state\n"),
      ("app/requirements.txt", "selftest-sample >= 1.2\n"),
      ("app/venv/pyvenv.cfg", "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n"),
      (
        "\(site)/selftest_sample-1.4.0.dist-info/METADATA",
        metadata("selftest-sample", "1.4.0", needs: "selftest-other>=2")
      ),
      ("\(site)/selftest_other-2.0.0.dist-info/METADATA", metadata("selftest-other", "2.0.0", needs: nil)),
    ]
  }

  static let site = "app/venv/lib/python3.11/site-packages"

  /// A check of the operator's own: `check.sh HOW FILE` asks whether a file has something in it.
  static let externalCheck = """
    #!/bin/sh
    nonce=$(sed 's/.*"nonce":"\\([0-9a-f]*\\)".*/\\1/')
    case $1 in
      silent) exit 0 ;;
      stubborn) exec sleep 60 ;;
      stale) nonce=0 ;;
    esac
    status=fail
    if [ -s "$2" ]; then status=pass; fi
    printf '{"protocol":1,"nonce":"%s","status":"%s","findings":[' "$nonce" "$status"
    printf '{"status":"%s","subject":"note","expected":"something in it",' "$status"
    printf '"found":"%s","message":"a note is to be there"}]}' "$status"
    [ "$1" != angry ]

    """

  static let drill = ["kill-switch", "drill", "--config", "WORLD/etc/engine.yaml"]

  /// Most of a minute, in which the simulated venue's prices have to reach every order.
  static let certify = [
    "certify", "--config", "WORLD/etc/engine.yaml", "--symbols", "PF_XBTUSD",
    "--out", "WORLD/state/certification", "--key", "WORLD/keys/certifier.pem",
  ]

  /// The simulated venue's own key, which opens nothing else: the bytes 0 to 63.
  static let secret =
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="

  static let unit = "[Service]\nExecStart=/bin/true\nNoNewPrivileges=yes\n"

  private static let killSwitch = """
    {"killSwitch":"v1","state":"armed","tripId":null,"cause":null,"reason":null,\
    "changedAt":"TWO-DAYS-AGO","note":null}

    """

  /// - Parameter account: nil while it is not known yet.
  static func configuration(origin: String, account: String?) -> String {
    """
    engine: v1
    environment: simulator
    venue:
      adapter: kraken-futures
      origin: \(origin)
      credentials: { file: WORLD/keys/venue }
    \(account.map { "  account: \($0)" } ?? "  # whose key it is, the venue says")
    symbols: [PF_XBTUSD]
    margin-mode: isolated
    state:
      kill-switch-state-path: WORLD/state/kill_switch_state.json
      instrument-specs-cache-path: WORLD/state/instrument_specs_cache.json
    limits:
      max-order-notional-usd: "500"
      max-position-notional-usd: "1500"
      max-daily-loss-usd: "50"
      max-orders-per-minute: 10
    gate:
      required: false
      keyring: WORLD/keys/keyring.yaml
      state: WORLD/gate
      live: { report: WORLD/gate/live.json }
    health:
      port: 0

    """
  }

  static func metadata(_ name: String, _ version: String, needs: String?) -> String {
    "Metadata-Version: 2.1\nName: \(name)\nVersion: \(version)\n"
      + (needs.map { "Requires-Dist: \($0)\n" } ?? "")
  }
}
