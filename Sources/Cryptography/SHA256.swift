internal import COpenSSL
internal import Glibc

/// SHA-256, FIPS 180-4.
public enum SHA256 {
  /// Length of a digest in bytes.
  public static let byteCount = 32

  /// The digest of `bytes`. A libcrypto that cannot hash in memory stops the program: nothing that
  /// this program decides could be trusted then.
  public static func digest(of bytes: [UInt8]) -> SHA256Digest {
    unsafe SHA256Digest(unchecked: messageDigest(of: bytes, hashingLibrary.sha256, byteCount: byteCount))
  }

  /// The digest of an open file from its first byte to its end, whatever the descriptor's offset.
  ///
  /// - Parameters:
  ///   - descriptor: open for reading, a regular file; stays open, its offset is not moved.
  ///   - limit: the most bytes to read; a longer file is ``CryptographyError/tooLarge(limit:)``.
  /// - Returns: the digest, and how many bytes it covers. A file that changes meanwhile gives the
  ///   digest of what was read.
  /// - Throws: ``CryptographyError/unreadable(errno:)`` as pread(2) reports it.
  public static func digest(
    ofDescriptor descriptor: Int32, limit: Int64? = nil
  ) throws(CryptographyError) -> (digest: SHA256Digest, byteCount: Int64) {
    var stream = try SHA256Stream()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { unsafe buffer.deallocate() }
    var offset: Int64 = 0
    while true {
      let count = unsafe pread(descriptor, buffer.baseAddress, buffer.count, Int(offset))
      if count == 0 { break }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw .unreadable(errno: errno)
      }
      offset += Int64(count)
      if let limit, offset > limit { throw .tooLarge(limit: limit) }
      unsafe stream.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
    return (try stream.finish(), offset)
  }
}

/// SHA-512, FIPS 180-4.
public enum SHA512 {
  /// Length of a digest in bytes.
  public static let byteCount = 64

  /// The digest of `bytes`, 64 bytes; see ``SHA256/digest(of:)``.
  public static func digest(of bytes: [UInt8]) -> [UInt8] {
    unsafe messageDigest(of: bytes, hashingLibrary.sha512, byteCount: byteCount)
  }
}

/// libcrypto, for a hash of bytes in memory, which has no failure that a caller could act on.
var hashingLibrary: LibCrypto {
  guard let library = LibCrypto.handle else { preconditionFailure("libcrypto has no SHA-2") }
  return library
}

private func messageDigest(of bytes: [UInt8], _ algorithm: OpaquePointer, byteCount: Int) -> [UInt8] {
  unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
    let done = unsafe bytes.withUnsafeBytes {
      unsafe EVP_Digest($0.baseAddress, $0.count, buffer.baseAddress, nil, algorithm, nil)
    }
    precondition(done == 1, "libcrypto could not hash")
    count = byteCount
  }
}
