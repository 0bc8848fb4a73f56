import Cryptography
import DurableFiles
import FilePaths
import HTTPTransport
import StrictYAML

/// A shared library as this process really loaded it.
public struct LoadedLibrary: Sendable, Hashable {
  /// The name that policies use, such as `libcrypto`.
  public let name: String
  /// As the library itself answers at run time.
  public let version: String
  /// The mapped file; nil when the mapping could not be read or shows none (a static build).
  public let file: String?

  /// The C libraries that this program is linked with, sorted by name.
  public static func all() -> [LoadedLibrary] {
    let maps = (try? DurableFiles.read("/proc/self/maps", limit: 16 << 20)) ?? []
    let files = mappedFiles(maps)
    return [
      ("libcrypto", LibCryptoVersion.loaded.description), ("libcurl", LibCurlVersion.loaded.description),
      ("libyaml", LibYAMLVersion.loaded.description),
    ]
    .map { name, version in
      LoadedLibrary(name: name, version: version, file: files.first { isFile($0, of: name) })
    }
  }

  public static func versions() -> [String: String] {
    Dictionary(uniqueKeysWithValues: all().map { ($0.name, $0.version) })
  }

  /// The files of a process's memory map, proc(5), in the map's order; a file that was replaced since ends with
  /// ` (deleted)`.
  static func mappedFiles(_ maps: [UInt8]) -> [String] {
    var files: [String] = []
    for line in maps.split(separator: 0x0A) {
      // address, permissions, offset, device, inode, path: the path begins at the first slash.
      guard let slash = line.firstIndex(of: 0x2F) else { continue }
      let file = String(decoding: line[slash...], as: UTF8.self)
      if files.last != file { files.append(file) }
    }
    return files
  }

  /// `libyaml` is in `libyaml-0.so.2`, `libcrypto` in `libcrypto.so.3`; `libcurl-gnutls.so.4` is another library.
  static func isFile(_ path: String, of name: String) -> Bool {
    let file = path.lastPathComponent ?? ""
    guard file.hasPrefix(name) else { return false }
    let rest = file.dropFirst(name.count)
    return rest.hasPrefix(".so")
      || (rest.hasPrefix("-") && rest.dropFirst().first?.isNumber == true && rest.contains(".so"))
  }
}
