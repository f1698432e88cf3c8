/** Model files (TensorFlow Lite, ONNX): read, put on an accelerator made for them, run and verified. */
export { describeGraph, type GraphDescription } from '../../generators/networks/graph/describe-graph.ts';
export { cleanGraph, type PassReport } from '../../generators/networks/graph/passes/index.ts';
export { checkSupported } from '../../generators/networks/graph/support.ts';
export type { NetworkGraph, Operator, Tensor, TensorData } from '../../generators/networks/graph/types.ts';
export { importModel, loadModel } from '../../generators/networks/import/load-model.ts';
export { type ModelReport, modelReport } from '../../generators/networks/tensor-mapping/model-report.ts';
export { acceleratedModelEngine } from './accelerated-model-engine.ts';
export { goldenModelEngine } from './golden-model-engine.ts';
export { type Machine, specifiedMachine } from './machine.ts';
export { type DeploymentOptions, deployModel, type ModelDeployment } from './model-deployment.ts';
export type { ModelEngine, ModelRun } from './model-engine.ts';
export { readModelInput } from './model-input.ts';
export { loadReferenceVectors, randomModelVectors } from './model-vectors.ts';
export { type CircuitEngineName, startMachine } from './simulated-machine.ts';
export { carryStates, ownInputs, ownOutputs } from './states.ts';
export { describeModelMismatch, type ModelVector, type ModelVerification, verifyModel } from './verify-model.ts';
