/// pytest-testinfra from PyPI with the same questions, in an environment of its own.
struct Testinfra {
  let contestant: Contestant

  /// Nil when it cannot be installed.
  init?(_ scene: Scene) {
    let environment = "\(scene.folder)/testinfra"
    let run = Launch(
      [
        "\(environment)/bin/python", "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir",
        scene.folder, "\(MeasuredPrograms.sources)/test_blockers.py",
      ], environment: ["SCENE": scene.folder, "ENGINE": scene.programs.engine])
    do {
      try Launch(["python3", "-m", "venv", environment], expected: [0]).run()
      try Launch([
        "\(environment)/bin/pip", "install", "--quiet", "--disable-pip-version-check", "pytest-testinfra>=10",
      ]).run()
      // What fails here measures something else.
      try run.run(output: "\(scene.folder)/testinfra.log")
    } catch {
      print("pytest-testinfra: \(error)")
      return nil
    }
    contestant = Contestant(name: "pytest-testinfra") { try run.measured() }
  }
}
