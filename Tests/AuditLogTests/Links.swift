import DurableFiles
import Glibc

func makeLink(_ path: String, to target: String) throws(FileError) {
  guard unsafe symlink(target, path) == 0 else { throw FileError(.create, path, .system(errno: errno)) }
}
