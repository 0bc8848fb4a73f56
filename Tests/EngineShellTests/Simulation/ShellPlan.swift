import SimulatedVenue

/// What is done to a session from outside.
enum ShellAct: Sendable {
  case enter, exit, cancel
  case fault(WireFault, endpoint: String?)
  case halt(milliseconds: Int64)
  case jump(millionths: Int)
  case ramp(millionths: Int, milliseconds: Int64)
  case slowDisk(milliseconds: Int)
  case failDisk(milliseconds: Int64)
  case trip, tripFile, reset
  /// The process is gone with everything that it waits for.
  case crash(downFor: Int64)
  case stop(downFor: Int64)
}

/// Everything about a session that its seed decides beforehand.
struct ShellPlan: Sendable {
  let seed: UInt64
  let acts: [(at: Int64, act: ShellAct)]
  let actsEnd: Int64
  /// How long things are at rest before they have to be right: in some sessions for longer than any command may be
  /// under way.
  var settling: Int64

  init(seed: UInt64) {
    self.seed = seed
    var random = SeededGenerator(seed: seed ^ 0x5348_454C_4C)
    let end = Int64(random.within(12_000...22_000))
    var acts: [(at: Int64, act: ShellAct)] = [(Int64(random.within(3_000...5_000)), .enter)]
    func add(_ act: ShellAct) { acts.append((Int64(random.within(3_000...Int(end))), act)) }
    for _ in 0..<random.within(1...3) { add(.enter) }
    for _ in 0..<random.within(0...2) { add(random.chance(1, in: 2) ? .exit : .cancel) }
    for _ in 0..<random.within(3...7) { add(Self.fault(&random)) }
    for _ in 0..<random.within(1...3) {
      let millionths = random.within(2_000...25_000) * (random.chance(1, in: 2) ? 1 : -1)
      add(
        random.chance(1, in: 2)
          ? .jump(millionths: millionths)
          : .ramp(millionths: millionths, milliseconds: Int64(random.within(1_000...8_000))))
    }
    add(.crash(downFor: Int64(random.within(50...4_000))))
    if random.chance(1, in: 4) { add(.stop(downFor: Int64(random.within(200...3_000)))) }
    if random.chance(1, in: 3) {
      add(random.chance(1, in: 2) ? .trip : .tripFile)
      add(.reset)
      add(.enter)
    }
    self.acts = acts.enumerated().sorted { left, right in
      left.element.at != right.element.at ? left.element.at < right.element.at : left.offset < right.offset
    }.map(\.element)
    actsEnd = end
    settling = random.chance(1, in: 8) ? Self.longestSettling : 25_000
  }

  /// After it nothing can be under way any more, and no trade waits for it.
  static let longestSettling: Int64 = 75_000

  private static func fault(_ random: inout SeededGenerator) -> ShellAct {
    let commands = ["sendorder", "cancelorder", "editorder"]
    let reads = ["openpositions", "openorders", "fills", "accounts", "ticker", "orders-status"]
    switch random.below(16) {
    case 0..<7:
      let fault: WireFault = [
        .loseReply, .delay(milliseconds: Int64(random.within(1_000...9_000))),
        .acceptLate(milliseconds: Int64(random.within(500...9_000))), .disconnect, .refuse(status: 503),
        .failAfter(status: 502), .limit, .truncate(bytes: 40),
      ][random.below(8)]
      return .fault(fault, endpoint: commands[random.below(5) == 0 ? random.below(3) : 0])
    case 7..<11:
      let fault: WireFault = [
        .loseReply, .stale(milliseconds: Int64(random.within(100...1_500))), .refuse(status: 500),
        .truncate(bytes: 60), .delay(milliseconds: Int64(random.within(500...6_000))),
      ][random.below(5)]
      return .fault(fault, endpoint: reads[random.below(reads.count)])
    case 11: return .fault(.disconnect, endpoint: nil)
    case 12, 13: return .halt(milliseconds: Int64(random.within(500...6_000)))
    case 14: return .slowDisk(milliseconds: random.within(60...1_500))
    default: return .failDisk(milliseconds: Int64(random.within(300...3_000)))
    }
  }
}
