import DurableFiles

extension Journal {
  /// What a journal holds, for those who may not write it: takes no lock and changes nothing, so that it works beside
  /// the process that has it open, and beside one that hangs.
  ///
  /// It may be a moment old, and a record that is being written looks torn. What a failed sync left unwritten looks
  /// written: only opening makes sure.
  ///
  /// - Throws: ``JournalError/damaged(_:)``, `failed`.
  public static func read(_ path: String) throws(JournalError) -> JournalContents {
    try read(path, keepsOlder: false)
  }

  /// Every record that is still there, also those that the snapshot stands for: what happened, and not only what it led
  /// to. Takes no lock and changes nothing, as ``read(_:)``.
  ///
  /// Segments before the one that was written when the engine last started are gone; the first record tells by its number
  /// whether anything is missing.
  public static func history(_ path: String) throws(JournalError) -> [JournalRecord] {
    try read(path, keepsOlder: true).records
  }

  private static func read(_ path: String, keepsOlder: Bool) throws(JournalError) -> JournalContents {
    var looks = 1
    while true {
      do throws(JournalError) {
        do throws(FileError) {
          if try DurableFiles.statusIfPresent(path) == nil { return .none }
        } catch { throw JournalError(error) }
        let folder: JournalFolder
        do throws(FileError) { folder = try JournalFolder(path) } catch { throw JournalError(error) }
        return try JournalReplay(folder, keepsOlder: keepsOlder).contents
      } catch {
        // Whoever has it open may have removed segments, or begun one, between two looks.
        guard looks < mostLooks else { throw error }
        looks += 1
      }
    }
  }

  private static let mostLooks = 3
}

extension JournalContents {
  /// Of a journal that is not there.
  fileprivate static let none = JournalContents(
    snapshot: nil, records: [], tornBytes: 0, discardedSnapshot: nil, isNew: true)
}
