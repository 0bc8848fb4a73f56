#if PLANTED_DEFECTS
  /// Mistakes that engines have made, to be switched on one at a time: the simulation has to find each. Debug builds
  /// only; a test asserts that a release holds none of the names.
  public enum PlantedDefect: String, Sendable, Hashable, CaseIterable {
    case cancelBeforeCreate = "planted-cancel-before-create"
    case unknownBookedAsRefused = "planted-unknown-booked-as-refused"
    case stopSizedToFirstFill = "planted-stop-sized-to-first-fill"
    /// In the shell: the latch is written and not synced.
    case latchNotSynced = "planted-latch-not-synced"
    case siblingNotCancelled = "planted-sibling-not-cancelled"
    case foreignPositionFlattened = "planted-foreign-position-flattened"
    case absenceFromOneRead = "planted-absence-from-one-read"
    case entryRestsAfterExpiry = "planted-entry-rests-after-expiry"
    case stopCancelledBeforeEntryEnds = "planted-stop-cancelled-before-entry-ends"
  }
#endif
