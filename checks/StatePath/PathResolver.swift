import DocumentSchema
import FilePaths
import ReadinessCheck
import StrictJSON

/// Finds out where each state file is, by the one resolver that there is for its kind.
struct PathResolver {
  /// The absolute path, or why there is none.
  enum Resolution {
    case success(String)
    case failure(Finding)
  }

  let parameters: StatePathParameters
  let root: String
  let environment: ServiceEnvironment

  /// What the engine says about one variable.
  private struct EngineAnswer {
    let path: String
    let source: String
    let kind: String
  }

  /// One resolution for each declared path, in their order.
  func resolve(in context: CheckContext) -> [Resolution] {
    var answers: [String: EngineAnswer] = [:]
    var silence: EngineSilence?
    if parameters.paths.contains(where: { $0.kind.isEngines }) {
      do throws(EngineSilence) { answers = try askEngine(in: context) } catch { silence = error }
    }
    return parameters.paths.map { declaration in
      // The engine reads the variable from its environment, so how the file was read matters to it as well.
      if let source = environment.sources[declaration.variable], let doubt = source.doubt {
        return .failure(
          finding(
            .unknown, declaration, "a value that every reader takes the same way", found: doubt,
            "what the service would take \(declaration.variable) for is not certain",
            hint: "write the path without quotes, '$', backslashes and comments", position: source.position))
      }
      guard declaration.kind.isEngines else { return ownResolution(of: declaration) }
      if let silence {
        return .failure(
          finding(
            .unknown, declaration, "an answer from the engine", found: silence.description,
            "the engine does not say where the file is"))
      }
      return judge(answers[declaration.variable], of: declaration)
    }
  }

  private func askEngine(in context: CheckContext) throws(EngineSilence) -> [String: EngineAnswer] {
    var arguments = ["state", "paths"]
    if let configuration = context.subjects["configuration"] {
      arguments += ["--config", configuration.path]
    }
    arguments += ["--root", root, "--json"]
    var reader = try context.askEngine(arguments, environment: environment.withoutLoaderVariables)
    do throws(JSONShapeError) {
      var answers: [String: EngineAnswer] = [:]
      for var object in try reader.objects("paths") {
        answers[try object.string("variable")] = EngineAnswer(
          path: try object.string("path"), source: try object.string("source"),
          kind: try object.string("kind"))
        try object.finish()
      }
      try reader.finish()
      return answers
    } catch {
      throw EngineSilence(command: "trading-engine state paths", reason: error.description)
    }
  }

  private func judge(
    _ answer: EngineAnswer?, of declaration: StatePathParameters.Declaration
  ) -> Resolution {
    guard let answer else {
      return .failure(
        finding(
          .unknown, declaration, "a variable that the engine knows", found: "no answer about it",
          "the engine does not know the variable \(declaration.variable)",
          hint: "trading-engine state paths --json lists the ones it knows"))
    }
    guard answer.path.isAbsolutePath, AbsolutePath.split(answer.path) != nil else {
      return .failure(
        finding(
          .unknown, declaration, "the absolute path of a file", found: answer.path,
          "the engine's answer is not the absolute path of a file"))
    }
    guard answer.kind == declaration.kind.rawValue else {
      return .failure(
        finding(
          .fail, declaration, "kind \(declaration.kind.rawValue)", found: "kind \(answer.kind)",
          "the engine keeps another kind of state there", hint: "correct the kind in the policy"))
    }
    let defaultPath = AbsolutePath.resolved(declaration.defaultPath.text, in: root)
    guard answer.source != "default" || AbsolutePath.tidied(answer.path).isSamePath(as: defaultPath)
    else {
      return .failure(
        finding(
          .fail, declaration, defaultPath, found: answer.path,
          "the engine's default is another one than the policy's", hint: "correct the default in the policy"))
    }
    return .success(answer.path)
  }

  /// For kinds that the engine does not know: the variable, then the policy's default.
  private func ownResolution(of declaration: StatePathParameters.Declaration) -> Resolution {
    let value = environment.variables[declaration.variable]
    let path = AbsolutePath.resolved(value ?? declaration.defaultPath.text, in: root)
    guard value != "", value?.endsInSlash != true, AbsolutePath.split(path) != nil else {
      return .failure(
        finding(
          .fail, declaration, "the path of a file", found: value ?? declaration.defaultPath.text,
          "\(value == nil ? "the default" : declaration.variable) is not the path of a file",
          position: environment.sources[declaration.variable]?.position))
    }
    return .success(path)
  }

  private func finding(
    _ status: Finding.Status, _ declaration: StatePathParameters.Declaration, _ expected: String,
    found: String,
    _ message: String, hint: String? = nil, position: String? = nil
  ) -> Finding {
    Finding(
      status, subject: "\(declaration.variable) \(PathExamination.Aspect.path.rawValue)", expected: expected,
      found: found, message: message, hint: hint, position: position)
  }
}
