import AuditLog
import DurableFiles

/// Every file that admission judges by, read once; what could not be read says why.
struct AdmissionInputs: Sendable {
  let report: Result<[UInt8], FileError>
  let keyring: Result<[UInt8], FileError>
  let marks: Result<AdmissionMarks?, AuditLogError>
  /// Nil where the configuration names no store.
  let heads: Result<[Head], AuditLogError>?
  let approvals: Result<[ApprovalFile], FileError>

  /// - Parameter reportLimit: bytes.
  static func read(
    _ requirements: EnvironmentRequirements, _ loaded: LoadedArtefacts, reportLimit: Int
  ) -> AdmissionInputs {
    AdmissionInputs(
      report: Result { () throws(FileError) in
        try DurableFiles.read(requirements.reportPath, limit: reportLimit)
      },
      keyring: Result { () throws(FileError) in
        // One more than a keyring may have, so that its own reader says what is wrong.
        try DurableFiles.read(requirements.keyringPath, limit: 2 << 20)
      },
      marks: Result { () throws(AuditLogError) in
        try AdmissionMarks.read(AdmissionMarks.path(besideStateFile: loaded.killSwitchPath))
      },
      heads: requirements.storeFolder.map { folder in
        Result { () throws(AuditLogError) in
          try Heads.read(folder: folder, environment: requirements.environment, scope: requirements.scope)
        }
      },
      approvals: Result { () throws(FileError) in
        try ApprovalFile.read(folder: requirements.approvalsFolder)
      })
  }
}
