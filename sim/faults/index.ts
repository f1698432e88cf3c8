export { type Fault, type FaultPlace, faultText, parseFault, placeText } from './fault.ts';
export { type FaultInjector, type FaultySimulator, faultInjector, type PlaceOrText } from './injector.ts';
export { type FaultKind, faultKinds } from './kinds.ts';
export { likelyShare, type OutcomeCounts } from './outcome-counts.ts';
export { anyPlace, faultAt, placesAtRate } from './random-faults.ts';
export {
  type RateCampaign,
  type RateCampaignOptions,
  type RatePoint,
  type RateTrial,
  rateCampaign,
} from './rate-campaign.ts';
export { ratePicture } from './rate-picture.ts';
export { rateTable, upsetTable } from './report.ts';
export { type FaultSchedule, type FaultStep, scheduleFaults } from './schedule.ts';
export { bitsOf, type FaultTarget, type FaultyDesign, memoryTargets, registerTargets } from './targets.ts';
export {
  performFaults,
  type TargetOutcomes,
  type UpsetCampaign,
  type UpsetCampaignOptions,
  type UpsetTrial,
  upsetCampaign,
} from './upset-campaign.ts';
export { upsetPicture } from './upset-picture.ts';
export {
  type FaultyRun,
  type Outcome,
  outcomes,
  simulatedWorkload,
  type Workload,
  type WorkloadOptions,
} from './workload.ts';
