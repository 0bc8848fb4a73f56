import ConfigurationValid
import DependencyPresence
import External
import HostClock
import KillSwitchReady
import LegacyFileAbsence
import PromotedReport
import SLTPCertification
import StatePath
import UnitHardening
import VenueAPILifecycle
import VenueAccessCheck

extension CheckRegistry {
  /// Every check there is. A literal list: a reader finds all checks here, and one missing from it does not run.
  public static let builtIn = CheckRegistry([
    RegisteredCheck(DependencyPresence.self),
    RegisteredCheck(StatePath.self),
    RegisteredCheck(LegacyFileAbsence.self),
    RegisteredCheck(SLTPCertification.self),
    RegisteredCheck(VenueAPILifecycle.self),
    RegisteredCheck(PromotedReport.self),
    RegisteredCheck(HostClock.self),
    RegisteredCheck(External.self),
    RegisteredCheck(ConfigurationValid.self),
    RegisteredCheck(UnitHardening.self),
    RegisteredCheck(VenueAccessCheck.self),
    RegisteredCheck(KillSwitchReady.self),
  ])
}
