import DurableFiles
import EngineConfiguration
import Glibc
import Testing

@testable import TradingEngine

@Suite("The venue's credentials") struct VenueCredentialsTests {
  private static let good =
    "key=PUBLIC\nsecret=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==\n"
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  /// The error's message; nil when they were read.
  private func refusal(_ content: String?, mode: UInt32, asCredential: Bool) throws -> String? {
    if let content { try scratch.write("venue-key", content) }
    _ = unsafe chmod(scratch["venue-key"], mode)
    do {
      _ = try VenueCredentials.read(
        .systemdCredential("venue-key"), folder: "/nowhere",
        credentialsFolder: asCredential ? scratch.path : nil)
      return nil
    } catch {
      #expect(error.code == .credentials && error.exitStatus == 78)
      return error.message
    }
  }

  @Test(
    "that systemd loaded are for the unit's user, by owner or by an access control list",
    arguments: [0o400, 0o440])
  func credential(_ mode: UInt32) throws {
    #expect(try refusal(Self.good, mode: mode, asCredential: true) == nil)
  }

  @Test(
    "that more may read, or that anybody may write, are refused",
    arguments: [0o444, 0o404, 0o460, 0o420, 0o410])
  func open(_ mode: UInt32) throws {
    #expect(try refusal(Self.good, mode: mode, asCredential: true)?.contains("can be read by others") == true)
  }

  @Test("of systemd are read in its units only")
  func outside() throws {
    #expect(
      try refusal(Self.good, mode: 0o400, asCredential: false)?.contains("CREDENTIALS_DIRECTORY is not set")
        == true)
  }

  @Test("that are missing or of another form are refused, and never quoted")
  func form() throws {
    #expect(try refusal(nil, mode: 0o400, asCredential: true)?.contains("cannot be read") == true)
    let other = try #require(try refusal("key=PUBLIC\npassword=QUJDRA==\n", mode: 0o400, asCredential: true))
    #expect(!other.contains("QUJDRA") && !other.contains("PUBLIC"))
  }
}
