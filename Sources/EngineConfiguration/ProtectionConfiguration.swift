public import Chronology
import DocumentSchema
import StrictJSON

/// How positions are protected, design-engine §4. A mode that the Grant's certified behaviours do not support is
/// refused: evidence may veto, never choose.
public struct ProtectionConfiguration: Sendable, Hashable {
  public enum Placement: String, Sendable, Hashable, CaseIterable {
    /// The stop rests and is shown before the entry is sent.
    case stopFirst = "stop-first"
    /// The stop goes out on the first fill seen.
    case onFill = "on-fill"

    /// The behaviours that evidence has to answer with `yes`, design-engine §4.
    public var neededBehaviours: [String] {
      switch self {
      case .stopFirst: ["oversizedReduceOnlyCappedWhenFired", "reduceOnlyTriggerAcceptedWhileFlat"]
      case .onFill: []
      }
    }
  }

  public enum Resize: String, Sendable, Hashable, CaseIterable {
    case amend, replace
  }

  /// The price that fires a stop. The venue's next API has no mark trigger, so `last` is the default.
  public enum Trigger: String, Sendable, Hashable, CaseIterable {
    case last, mark, index
  }

  public enum BeforeMaintenance: String, Sendable, Hashable, CaseIterable {
    case hold, flatten
  }

  public enum OnStop: String, Sendable, Hashable, CaseIterable {
    case keep, flatten
  }

  public var placement: Placement
  public var resize: Resize
  public var trigger: Trigger
  /// How long a position may be without a shown stop before it is flattened.
  public var deadline: Milliseconds
  /// The least distance of a stop from the entry, as a part of the price.
  public var minimumDistance: Percentage
  public var beforeMaintenance: BeforeMaintenance
  public var onStop: OnStop
}

extension ProtectionConfiguration {
  static let schema: Schema<ProtectionConfiguration> = .object("the protection") { fields in
    let placement = fields.optional(
      "placement", Schema<Placement>.enumeration("a placement"), default: .text("on-fill"),
      "when the stop is sent; stop-first needs certified behaviours")
    let resize = fields.optional(
      "resize", Schema<Resize>.enumeration("a way to resize"), default: .text("replace"),
      "how a stop follows the position's size")
    let trigger = fields.optional(
      "trigger", Schema<Trigger>.enumeration("a trigger price"), default: .text("last"),
      "the price that fires stop and take-profit")
    let deadline = fields.optional(
      "deadline", .duration(.seconds(1)...(.seconds(60))), default: .text("6s"),
      "how long a position may be uncovered before it is flattened")
    let distance = fields.optional(
      "minimum-distance", .percentage(most: 50), default: .text("0.2%"),
      "a stop's least distance from the entry")
    let maintenance = fields.optional(
      "before-maintenance", Schema<BeforeMaintenance>.enumeration("what to do before maintenance"),
      default: .text("hold"), "what happens to a position when the venue announces maintenance")
    let stop = fields.optional(
      "on-stop", Schema<OnStop>.enumeration("what to do at the end"), default: .text("keep"),
      "what happens to a position when the engine is stopped")
    guard let placement, let resize, let trigger, let deadline, let distance, let maintenance, let stop
    else { return nil }
    return ProtectionConfiguration(
      placement: placement, resize: resize, trigger: trigger, deadline: deadline, minimumDistance: distance,
      beforeMaintenance: maintenance, onStop: stop)
  }
}
