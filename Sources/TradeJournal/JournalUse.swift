/// What a record is for, which decides how much of the preallocated space it may take.
public enum JournalUse: String, Sendable, Hashable {
  /// What could also be left undone, entries first of all: stops at the reserve.
  case ordinary
  /// Protection and reduction: takes all there is.
  case protective
}
