/**
 * Service control policy that freezes spending on GPU machines and AI models. Created once (infra/aws), attached by the
 * action `aws.organizations.freeze-gpu`. Pure data; the action names were checked against AWS's service authorization
 * reference. Which keys a call carries decides the shape: EC2 tells the instance type on RunInstances and its like,
 * SageMaker on most creations, and the rest can only be denied whole.
 */

/** Families with accelerators, in EC2's names. */
export const GPU_TYPES = ['p*.*', 'g*.*', 'trn*.*', 'inf*.*', 'dl*.*', 'vt*.*', 'f1.*', 'f2.*'];
const GPU_ML_TYPES = ['ml.p*', 'ml.g*', 'ml.trn*', 'ml.inf*'];

/** SageMaker calls that always start machines: without an instance type in the request they are denied as well. */
const TYPED_JOBS = ['CreateTrainingJob', 'CreateHyperParameterTuningJob', 'CreateCluster'];
const TYPED = [
  ...TYPED_JOBS,
  'UpdateTrainingJob',
  'CreateProcessingJob',
  'CreateTransformJob',
  'CreateEndpointConfig',
  'CreateNotebookInstance',
  'UpdateNotebookInstance',
  'CreateApp',
  'CreateSpace',
  'UpdateSpace',
  'UpdateCluster',
  'CreateDomain',
  'UpdateDomain',
  'CreateUserProfile',
  'UpdateUserProfile',
];
const UNTYPED = [
  'CreateEndpoint',
  'UpdateEndpoint',
  'UpdateEndpointWeightsAndCapacities',
  'CreateInferenceComponent',
  'UpdateInferenceComponent',
  'UpdateInferenceComponentRuntimeConfig',
  'StartNotebookInstance',
  'CreateAutoMLJob',
  'CreateAutoMLJobV2',
  'CreateCompilationJob',
  'CreateOptimizationJob',
  'CreateInferenceRecommendationsJob',
  'CreateTrainingPlan',
  'CreateReservedCapacity',
  'StartPipelineExecution',
];
const MODELS = [
  'bedrock:InvokeModel*',
  'bedrock:InvokeAgent',
  'bedrock:InvokeInlineAgent',
  'bedrock:InvokeFlow',
  'bedrock:RetrieveAndGenerate',
  'bedrock:CreateModelInvocationJob',
  'bedrock:CreateModelCustomizationJob',
  'bedrock:CreateProvisionedModelThroughput',
  'bedrock:CallWithBearerToken',
  'bedrock-mantle:*',
  'bedrock-agentcore:Invoke*',
  'bedrock-agentcore:Start*',
];

interface Deny {
  Sid: string;
  actions: string[];
  when?: Record<string, Record<string, string | string[]>>;
}

const DENIES: Deny[] = [
  {
    Sid: 'AcceleratedMachines',
    actions: ['RunInstances', 'StartInstances', 'CreateFleet', 'CreateCapacityReservation'].map(of('ec2')),
    when: { StringLike: { 'ec2:InstanceType': GPU_TYPES } },
  },
  {
    Sid: 'MachinesOfUnknownType',
    actions: ['RequestSpotInstances', 'RequestSpotFleet', 'PurchaseCapacityBlock'].map(of('ec2')),
  },
  {
    Sid: 'AcceleratedTraining',
    actions: TYPED.map(of('sagemaker')),
    when: { 'ForAnyValue:StringLike': { 'sagemaker:InstanceTypes': GPU_ML_TYPES } },
  },
  {
    Sid: 'TrainingOfUnknownType',
    actions: TYPED_JOBS.map(of('sagemaker')),
    when: { Null: { 'sagemaker:InstanceTypes': 'true' } },
  },
  { Sid: 'ModelHosting', actions: UNTYPED.map(of('sagemaker')) },
  { Sid: 'ModelCalls', actions: MODELS },
  {
    Sid: 'MoreRoom',
    actions: ['servicequotas:RequestServiceQuotaIncrease', 'iam:CreateServiceSpecificCredential'],
  },
];

function of(service: string): (action: string) => string {
  return (action) => `${service}:${action}`;
}

/**
 * The policy's text, minified: AWS counts white space that an API call saves, up to 10,240 characters.
 *
 * @param exempt ARN patterns of roles that go on working: break-glass roles and Quell's responder, which may have to
 *   scale an endpoint down. Quell's reader is not among them: it is the one that the freeze is tried on.
 */
export function freezePolicy(exempt: string[]): string {
  const Statement = DENIES.map(({ Sid, actions, when }) => ({
    Sid,
    Effect: 'Deny',
    Action: actions,
    Resource: '*',
    Condition: { ...when, ArnNotLike: { 'aws:PrincipalArn': exempt } },
  }));
  return JSON.stringify({ Version: '2012-10-17', Statement });
}
