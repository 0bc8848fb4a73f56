/// A path split into its folder and the name in it.
struct Place {
  let path: String
  let folder: String
  let name: String

  init(_ path: String, _ operation: FileError.Operation) throws(FileError) {
    try DurableFiles.check(path, operation)
    if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) {
      folder = slash == path.startIndex ? "/" : String(path[..<slash])
      name = String(path[path.utf8.index(after: slash)...])
    } else {
      folder = "."
      name = path
    }
    guard !name.isEmpty, name != ".", name != ".." else {
      throw FileError(operation, path, .invalid("the path does not end in a file name"))
    }
    self.path = path
  }
}
