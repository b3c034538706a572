/** The author's test kit, as `meltemi/sdk/testing`. */
export { CHECKS, resultName, type CheckName, type CheckResult, type Outcome } from './check-result';
export { checkTap, type CheckOptions } from './check-tap';
export { standardTapTests, type StandardTapTestOptions, type TestRunner } from './standard-tap-tests';
