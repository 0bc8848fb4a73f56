#if PLANTED_DEFECTS
  /// Mistakes of the shell that its simulation has to find; debug builds only.
  enum ShellDefect: String, Sendable, Hashable, CaseIterable {
    /// Entries are sent without waiting for their records.
    case ignoresJournal = "shell-ignores-journal"
    /// The core does not hear how one command in five and one reading in forty ended.
    case losesEnds = "shell-loses-ends"
    /// The core is not woken any more after some seconds.
    case losesWakes = "shell-loses-wakes"
  }
#endif
