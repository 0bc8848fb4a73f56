import EnvironmentFiles
import Testing

@Suite("Loader variables") struct LoaderVariableTests {
  @Test("are named in one order, and similar names are not taken for them")
  func loaderNames() {
    let all = Dictionary(uniqueKeysWithValues: LoaderVariables.names.map { ($0, "") })
    #expect(LoaderVariables.present(in: all) == LoaderVariables.names)
    #expect(LoaderVariables.present(in: ["LD_PRELOAD_": "x", "ld_preload": "x", "PATH": "/bin"]).isEmpty)
  }
}
