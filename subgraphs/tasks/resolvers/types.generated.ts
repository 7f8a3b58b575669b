import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Task as TaskRow, TaskConnection as TaskPage } from '../data/task.ts';
import type { TaskTransition as TransitionRow } from '../data/taskTransition.ts';
import type { Artifact as ArtifactRow } from '../data/artifact.ts';
import type { DeadLetter as DeadLetterRow, DeadLetterConnection as DeadLetterPage } from '../data/deadLetter.ts';
import type { Reference } from '../data/references.ts';
import type { Context } from './context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A point in time in UTC, as RFC 3339 writes it: `2026-01-31T09:30:00.000Z`. */
  DateTime: { input: Date; output: Date | string; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
  _FieldSet: { input: string; output: string; }
};

/** A finished picture. */
export type Artifact = {
  __typename?: 'Artifact';
  /** Its size in bytes. */
  bytes: Scalars['Int']['output'];
  /** Its media type, for example `image/png`. */
  contentType: Scalars['String']['output'];
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** Pixels. */
  height: Scalars['Int']['output'];
  /** The identifier, a UUIDv7. */
  id: Scalars['ID']['output'];
  /** Which of the task's pictures it is, from 0. */
  index: Scalars['Int']['output'];
  /** What its randomness started from; null when the model takes no seed. */
  seed?: Maybe<Scalars['Int']['output']>;
  /** Where it can be fetched for about an hour; ask again for a fresh address. */
  url: Scalars['String']['output'];
  /** Pixels. */
  width: Scalars['Int']['output'];
};

/** How calling off a project's tasks went. */
export type CancelTasksPayload = {
  __typename?: 'CancelTasksPayload';
  /** How many they are. */
  canceledCount: Scalars['Int']['output'];
  /** The tasks that were canceled. */
  tasks: Array<Task>;
  /** What was wrong; empty when all went well. */
  userErrors: Array<UserError>;
};

/** What will be uploaded. */
export type CreateUploadInput = {
  /** Its exact size in bytes, at most 20 MiB. */
  bytes: Scalars['Int']['input'];
  /** `image/png`, `image/jpeg` or `image/webp`. */
  contentType: Scalars['String']['input'];
};

/** A message or task that could not be brought to its end. */
export type DeadLetter = {
  __typename?: 'DeadLetter';
  /** When it came here. */
  createdAt: Scalars['DateTime']['output'];
  /** The identifier, a UUIDv7. */
  id: Scalars['ID']['output'];
  /** The key that it had, for tasks their identifier. */
  key: Scalars['String']['output'];
  /** What it held. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** Why it stands here. */
  reason: Scalars['String']['output'];
  /** When it was tried again; null when it was not. */
  redrivenAt?: Maybe<Scalars['DateTime']['output']>;
  /** The task that it speaks of, where it still exists. */
  task?: Maybe<Task>;
  /** The topic that it belongs to. */
  topic: Scalars['String']['output'];
};

/** A page of dead letters. */
export type DeadLetterConnection = {
  __typename?: 'DeadLetterConnection';
  /** The dead letters with their cursors. */
  edges: Array<DeadLetterEdge>;
  /** The dead letters alone. */
  nodes: Array<DeadLetter>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** How many dead letters the whole list has. */
  totalCount: Scalars['Int']['output'];
};

/** A dead letter in a list. */
export type DeadLetterEdge = {
  __typename?: 'DeadLetterEdge';
  /** Where this entry stands in the list. */
  cursor: Scalars['String']['output'];
  /** The dead letter. */
  node: DeadLetter;
};

/** A request for pictures. */
export type GenerateDesignInput = {
  /** How many, 1 to 8. */
  count?: InputMaybe<Scalars['Int']['input']>;
  /** Whether the prompt, with seed and style, is written into the pictures' own texts, where whoever gets a picture can read it; as the workers are set when absent, which is not to unless an operator has chosen otherwise. An operator can forbid it. Retries keep the choice. */
  embedPrompt?: InputMaybe<Scalars['Boolean']['input']>;
  /** At most 200 characters: asking again with the same key gives the same task instead of a second one. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The id of a model, one of `models`; the default one when absent. */
  model?: InputMaybe<Scalars['String']['input']>;
  /** An object of settings that only some models know, at most 4,096 characters as JSON, 10 levels deep. */
  options?: InputMaybe<Scalars['JSON']['input']>;
  /** Which of the caller's own tasks goes first. */
  priority?: InputMaybe<TaskPriority>;
  /** Where they belong; the caller must be an editor or the owner. */
  projectId: Scalars['ID']['input'];
  /** What they shall show, 1 to 4,000 characters. A part in quotation marks is set as a title. */
  prompt: Scalars['String']['input'];
  /** What the randomness starts from, 0 to 2147483647; chosen when absent. */
  seed?: InputMaybe<Scalars['Int']['input']>;
  /** Width and height in pixels, each from 64 to 2048. */
  size?: InputMaybe<Scalars['String']['input']>;
  /** The style's name, one of `styles`. */
  style?: InputMaybe<Scalars['String']['input']>;
};

/** Something that makes pictures. */
export type ImageModel = {
  __typename?: 'ImageModel';
  /** What it is. */
  description: Scalars['String']['output'];
  /** The id that requests carry. */
  id: Scalars['ID']['output'];
  /** Whether it is the one used when a request names none. */
  isDefault: Scalars['Boolean']['output'];
  /** The name to be shown. */
  title: Scalars['String']['output'];
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Calls a task off, for good and at once. Who asked, and editors and owners of its project. */
  cancelTask?: Maybe<TaskPayload>;
  /** Calls off every task of a project that is not finished. Editors and owners. */
  cancelTasks?: Maybe<CancelTasksPayload>;
  /** Gives an address to PUT a picture to, and an id to use it by. */
  createUpload?: Maybe<UploadPayload>;
  /** Asks for pictures. Answers at once; watch `taskUpdated` for the rest. */
  generateDesign?: Maybe<TaskPayload>;
  /** Tries dead letters again: these, or all that were not yet when absent. A task that was given up is asked for anew in the name of its requester, as FAILED is final; a message is sent again as it was. Administrators only. */
  redriveDeadLetters?: Maybe<RedrivePayload>;
  /** Asks again for what a finished task asked for, as a new task of the caller's with the same seed. The caller must be an editor or the owner of its project. */
  retryTask?: Maybe<TaskPayload>;
  /** Changes the priority of a waiting task among its requester's tasks. For the requester, and editors and owners of its project. */
  setTaskPriority?: Maybe<TaskPayload>;
  /** Asks for a picture to be restyled. Answers at once; watch `taskUpdated` for the rest. */
  transferStyle?: Maybe<TaskPayload>;
};


export type MutationCancelTaskArgs = {
  id: Scalars['ID']['input'];
};


export type MutationCancelTasksArgs = {
  projectId: Scalars['ID']['input'];
};


export type MutationCreateUploadArgs = {
  input: CreateUploadInput;
};


export type MutationGenerateDesignArgs = {
  input: GenerateDesignInput;
};


export type MutationRedriveDeadLettersArgs = {
  ids?: InputMaybe<Array<Scalars['ID']['input']>>;
};


export type MutationRetryTaskArgs = {
  id: Scalars['ID']['input'];
};


export type MutationSetTaskPriorityArgs = {
  id: Scalars['ID']['input'];
  priority: TaskPriority;
};


export type MutationTransferStyleArgs = {
  input: TransferStyleInput;
};

/** Where a page stands in its list. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the page's last entry, to be given as `after` for the next page; null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether more follows after `endCursor`. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether something came before this page. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the page's first entry; null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** A collection of pictures and its members. */
export type Project = {
  __typename?: 'Project';
  /** The identifier, a UUIDv7. */
  id: Scalars['ID']['output'];
  /** How many of its tasks are where. */
  taskCounts?: Maybe<TaskCounts>;
  /** The project's tasks. */
  tasks?: Maybe<TaskConnection>;
};


/** A collection of pictures and its members. */
export type ProjectTasksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TaskFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type Query = {
  __typename?: 'Query';
  /** What could not be brought to its end, newest first. Administrators only. */
  deadLetters?: Maybe<DeadLetterConnection>;
  /** Every model that can be asked for. */
  models?: Maybe<Array<ImageModel>>;
  /** How busy the queue is. Needs a signed-in caller. */
  queueStats?: Maybe<QueueStats>;
  /** Every style that can be asked for. */
  styles?: Maybe<Array<Style>>;
  /** One task; null when there is none with this identifier, or none that the caller may see. */
  task?: Maybe<Task>;
  /** With `filter.projectId` the tasks of that project, if the caller may see it; else those that the caller asked for. Needs a signed-in caller. */
  tasks?: Maybe<TaskConnection>;
};


export type QueryDeadLettersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryTaskArgs = {
  id: Scalars['ID']['input'];
};


export type QueryTasksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TaskFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<TaskOrder>;
};

/** How busy the queue is. */
export type QueueStats = {
  __typename?: 'QueueStats';
  /** When these figures were taken. */
  at: Scalars['DateTime']['output'];
  /** Seconds that the longest-waiting task has waited; null when none waits. */
  oldestPendingSeconds?: Maybe<Scalars['Float']['output']>;
  /** Tasks waiting for their turn. */
  pending: Scalars['Int']['output'];
  /** Tasks that a worker is on. */
  processing: Scalars['Int']['output'];
  /** Tasks handed over that no worker has begun. */
  queued: Scalars['Int']['output'];
  /** People with a task waiting. */
  waitingUsers: Scalars['Int']['output'];
};

/** How trying dead letters again went. */
export type RedrivePayload = {
  __typename?: 'RedrivePayload';
  /** How many were tried again. */
  redrivenCount: Scalars['Int']['output'];
  /** What was wrong; empty when all went well. */
  userErrors: Array<UserError>;
};

/** A named look that a picture can be asked for in. */
export type Style = {
  __typename?: 'Style';
  /** What it looks like. */
  description: Scalars['String']['output'];
  /** The name that requests carry. */
  name: Scalars['String']['output'];
  /** The name to be shown. */
  title: Scalars['String']['output'];
};

export type Subscription = {
  __typename?: 'Subscription';
  /** How busy the queue is, now and whenever it changes, at most once a second. */
  queueStatsUpdated?: Maybe<QueueStats>;
  /** A task as it is now, and again at each change, with growing versions, until it is finished. */
  taskUpdated?: Maybe<Task>;
  /** Each change of a project's tasks or, without a project, of the tasks that the caller asked for. */
  tasksUpdated?: Maybe<Task>;
};


export type SubscriptionTaskUpdatedArgs = {
  afterVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
};


export type SubscriptionTasksUpdatedArgs = {
  projectId?: InputMaybe<Scalars['ID']['input']>;
};

/** One request for pictures, from asking to the last picture. */
export type Task = {
  __typename?: 'Task';
  /** Its pictures, in order, each with an `index` of its own. While a worker is on it those that this try has made so far, and all of them when it is COMPLETED; none at any other time, as what a failed or canceled try left does not show. */
  artifacts: Array<Artifact>;
  /** How often it was handed to a worker. */
  attempt: Scalars['Int']['output'];
  /** How many pictures were asked for. */
  count: Scalars['Int']['output'];
  /** When it was accepted. */
  createdAt: Scalars['DateTime']['output'];
  /** Why the last try failed; null when none did. */
  error?: Maybe<TaskError>;
  /** When it reached its final status. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The identifier, a UUIDv7. */
  id: Scalars['ID']['output'];
  /** How many tries that fail it is given before it is FAILED. */
  maxAttempts: Scalars['Int']['output'];
  /** The id of the model that was asked for or, once there are pictures, that made them; null while any may. */
  model?: Maybe<Scalars['String']['output']>;
  /** Settings that only some models know. */
  options?: Maybe<Scalars['JSON']['output']>;
  /** Which of the requester's tasks goes first. */
  priority: TaskPriority;
  /** How far it is, from 0 to 1; never falls. */
  progress: Scalars['Float']['output'];
  /** Where it belongs; null when the caller cannot see that project, also when it was taken from them or deleted since. */
  project?: Maybe<Project>;
  /** What was asked for; plain text, to be made safe where it is shown. */
  prompt: Scalars['String']['output'];
  /** How many waiting tasks of everybody have a higher priority, or the same and were accepted earlier. As people take turns, it may go sooner than that. Null once it is handed over. */
  queuePosition?: Maybe<Scalars['Int']['output']>;
  /** Who asked. */
  requestedBy?: Maybe<User>;
  /** The task that it tries again; null for a first try. */
  retriedFrom?: Maybe<Task>;
  /** What the first picture's randomness starts from; the others count on from it. */
  seed?: Maybe<Scalars['Int']['output']>;
  /** Width and height in pixels, as `1024x768`. */
  size: Scalars['String']['output'];
  /** What the worker is doing, for example `render`; null when no worker is on it. */
  stage?: Maybe<Scalars['String']['output']>;
  /** When a worker first took it up. */
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where it stands. */
  status: TaskStatus;
  /** The style's name. */
  style: Scalars['String']['output'];
  /** Every status it had, oldest first. */
  timeline: Array<TaskTransition>;
  /** What it makes. */
  type: TaskType;
  /** When it last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Grows by one with each change that shows; of two states, the one with the greater version is the later. */
  version: Scalars['Int']['output'];
};

/** A page of tasks. */
export type TaskConnection = {
  __typename?: 'TaskConnection';
  /** The tasks with their cursors. */
  edges: Array<TaskEdge>;
  /** The tasks alone. */
  nodes: Array<Task>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** How many tasks the whole list has. */
  totalCount: Scalars['Int']['output'];
};

/** How many tasks are where. */
export type TaskCounts = {
  __typename?: 'TaskCounts';
  /** Called off. */
  canceled: Scalars['Int']['output'];
  /** With all their pictures. */
  completed: Scalars['Int']['output'];
  /** Given up. */
  failed: Scalars['Int']['output'];
  /** Waiting for their turn. */
  pending: Scalars['Int']['output'];
  /** A worker is on them. */
  processing: Scalars['Int']['output'];
  /** Handed over to the workers. */
  queued: Scalars['Int']['output'];
  /** All of them. */
  total: Scalars['Int']['output'];
};

/** A task in a list. */
export type TaskEdge = {
  __typename?: 'TaskEdge';
  /** Where this entry stands in the list. */
  cursor: Scalars['String']['output'];
  /** The task. */
  node: Task;
};

/** Why a try failed. */
export type TaskError = {
  __typename?: 'TaskError';
  /** A stable name, for example `MODEL_UNAVAILABLE`. */
  code: Scalars['String']['output'];
  /** A message for the requester. */
  message: Scalars['String']['output'];
  /** Whether another try may succeed. */
  retryable: Scalars['Boolean']['output'];
};

/** Which tasks a list shows; a task must fit all that is given. */
export type TaskFilter = {
  /** Only those of this project. */
  projectId?: InputMaybe<Scalars['ID']['input']>;
  /** Only those whose prompt holds this text of at most 200 characters, without regard to case. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Only those that stand at one of these. */
  status?: InputMaybe<Array<TaskStatus>>;
  /** Only those that make this. */
  type?: InputMaybe<TaskType>;
};

/** What a list of tasks is sorted by. */
export type TaskOrder =
  /** Oldest first. */
  | 'CREATED_AT_ASC'
  /** Newest first. */
  | 'CREATED_AT_DESC'
  /** Last changed last. */
  | 'UPDATED_AT_ASC'
  /** Last changed first. */
  | 'UPDATED_AT_DESC';

/** How a change of a task went. */
export type TaskPayload = {
  __typename?: 'TaskPayload';
  /** The task after the change; null when there are `userErrors`. */
  task?: Maybe<Task>;
  /** What was wrong; empty when all went well. */
  userErrors: Array<UserError>;
};

/** Which of a person's own tasks goes first. */
export type TaskPriority =
  /** Before the others. */
  | 'HIGH'
  /** After the others. */
  | 'LOW'
  /** In the order of asking. */
  | 'NORMAL';

/** Where a task stands. COMPLETED, FAILED and CANCELED are final. */
export type TaskStatus =
  /** Somebody called it off. */
  | 'CANCELED'
  /** All its pictures are there. */
  | 'COMPLETED'
  /** It will not be tried again by itself; `error` says why. */
  | 'FAILED'
  /** Accepted, waiting for its turn or for another try. */
  | 'PENDING'
  /** A worker is on it. */
  | 'PROCESSING'
  /** Handed over to the workers. */
  | 'QUEUED';

/** A status that a task came to. */
export type TaskTransition = {
  __typename?: 'TaskTransition';
  /** When. */
  at: Scalars['DateTime']['output'];
  /** Which try it belongs to; 0 before the first. */
  attempt: Scalars['Int']['output'];
  /** Why, where there is something to say. */
  message?: Maybe<Scalars['String']['output']>;
  /** The status. */
  status: TaskStatus;
};

/** What a task makes. */
export type TaskType =
  /** Pictures from words. */
  | 'IMAGE_GENERATION'
  /** A picture restyled. */
  | 'STYLE_TRANSFER';

/** A request to restyle a picture. Give one source, and a style, a style picture or both. */
export type TransferStyleInput = {
  /** How many, 1 to 8. */
  count?: InputMaybe<Scalars['Int']['input']>;
  /** Whether the prompt, with seed and style, is written into the pictures' own texts, where whoever gets a picture can read it; as the workers are set when absent, which is not to unless an operator has chosen otherwise. An operator can forbid it. Retries keep the choice. */
  embedPrompt?: InputMaybe<Scalars['Boolean']['input']>;
  /** At most 200 characters: asking again with the same key gives the same task instead of a second one. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The id of a model, one of `models`; the default one when absent. */
  model?: InputMaybe<Scalars['String']['input']>;
  /** An object of settings that only some models know, at most 4,096 characters as JSON, 10 levels deep. */
  options?: InputMaybe<Scalars['JSON']['input']>;
  /** Which of the caller's own tasks goes first. */
  priority?: InputMaybe<TaskPriority>;
  /** Where the result belongs; the caller must be an editor or the owner. */
  projectId: Scalars['ID']['input'];
  /** Words that may tint the result, at most 4,000 characters. */
  prompt?: InputMaybe<Scalars['String']['input']>;
  /** What the randomness starts from, 0 to 2147483647; chosen when absent. */
  seed?: InputMaybe<Scalars['Int']['input']>;
  /** Width and height in pixels, each from 64 to 2048; the source's own when absent. */
  size?: InputMaybe<Scalars['String']['input']>;
  /** The picture to restyle, as an artifact that the caller may see. */
  sourceArtifactId?: InputMaybe<Scalars['ID']['input']>;
  /** The picture to restyle, as an upload of the caller's. */
  sourceUploadId?: InputMaybe<Scalars['ID']['input']>;
  /** How far the result moves from the source, from 0 to 1. */
  strength?: InputMaybe<Scalars['Float']['input']>;
  /** The style's name, one of `styles`. */
  style?: InputMaybe<Scalars['String']['input']>;
  /** A picture whose palette and tone are taken, as an upload of the caller's. */
  styleUploadId?: InputMaybe<Scalars['ID']['input']>;
};

/** A place to put a picture that a style transfer shall use. */
export type Upload = {
  __typename?: 'Upload';
  /** When the address ends. */
  expiresAt: Scalars['DateTime']['output'];
  /** Headers that the PUT must have as they are, by name. */
  headers: Scalars['JSON']['output'];
  /** The identifier to use as `sourceUploadId` or `styleUploadId`. */
  id: Scalars['ID']['output'];
  /** Where to PUT the bytes, once, before `expiresAt`. */
  url: Scalars['String']['output'];
};

/** How making an upload went. */
export type UploadPayload = {
  __typename?: 'UploadPayload';
  /** Where to put the bytes; null when there are `userErrors`. */
  upload?: Maybe<Upload>;
  /** What was wrong; empty when all went well. */
  userErrors: Array<UserError>;
};

/** A person with an account. */
export type User = {
  __typename?: 'User';
  /** The identifier, a UUIDv7. */
  id: Scalars['ID']['output'];
  /** The tasks that they asked for, newest first; empty unless the caller is that person or an administrator. */
  tasks?: Maybe<TaskConnection>;
};


/** A person with an account. */
export type UserTasksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TaskFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** An error of the caller's input, returned as data. */
export type UserError = {
  __typename?: 'UserError';
  /** A stable name for clients to act on, for example `TASK_NOT_FOUND`. */
  code: Scalars['String']['output'];
  /** The path of the input field at fault from the mutation's arguments; null when no one field is. */
  field?: Maybe<Array<Scalars['String']['output']>>;
  /** A sentence that says what to do. */
  message: Scalars['String']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Project: Project;
  Task: Task;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Project:
    ( { __typename: 'Project' }
    & GraphQLRecursivePick<FederationTypes['Project'], {"id":true}> );
  Task:
    ( { __typename: 'Task' }
    & GraphQLRecursivePick<FederationTypes['Task'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Artifact: ResolverTypeWrapper<ArtifactRow>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  CancelTasksPayload: ResolverTypeWrapper<Omit<CancelTasksPayload, 'tasks'> & { tasks: Array<ResolversTypes['Task']> }>;
  CreateUploadInput: CreateUploadInput;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeadLetter: ResolverTypeWrapper<DeadLetterRow>;
  DeadLetterConnection: ResolverTypeWrapper<DeadLetterPage>;
  DeadLetterEdge: ResolverTypeWrapper<Omit<DeadLetterEdge, 'node'> & { node: ResolversTypes['DeadLetter'] }>;
  GenerateDesignInput: GenerateDesignInput;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ImageModel: ResolverTypeWrapper<ImageModel>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Project: ResolverTypeWrapper<Reference>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  QueueStats: ResolverTypeWrapper<QueueStats>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  RedrivePayload: ResolverTypeWrapper<RedrivePayload>;
  Style: ResolverTypeWrapper<Style>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Task: ResolverTypeWrapper<TaskRow>;
  TaskConnection: ResolverTypeWrapper<TaskPage>;
  TaskCounts: ResolverTypeWrapper<TaskCounts>;
  TaskEdge: ResolverTypeWrapper<Omit<TaskEdge, 'node'> & { node: ResolversTypes['Task'] }>;
  TaskError: ResolverTypeWrapper<TaskError>;
  TaskFilter: TaskFilter;
  TaskOrder: TaskOrder;
  TaskPayload: ResolverTypeWrapper<Omit<TaskPayload, 'task'> & { task?: Maybe<ResolversTypes['Task']> }>;
  TaskPriority: TaskPriority;
  TaskStatus: TaskStatus;
  TaskTransition: ResolverTypeWrapper<TransitionRow>;
  TaskType: TaskType;
  TransferStyleInput: TransferStyleInput;
  Upload: ResolverTypeWrapper<Upload>;
  UploadPayload: ResolverTypeWrapper<UploadPayload>;
  User: ResolverTypeWrapper<Reference>;
  UserError: ResolverTypeWrapper<UserError>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Artifact: ArtifactRow;
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
  ID: Scalars['ID']['output'];
  CancelTasksPayload: Omit<CancelTasksPayload, 'tasks'> & { tasks: Array<ResolversParentTypes['Task']> };
  CreateUploadInput: CreateUploadInput;
  DateTime: Scalars['DateTime']['output'];
  DeadLetter: DeadLetterRow;
  DeadLetterConnection: DeadLetterPage;
  DeadLetterEdge: Omit<DeadLetterEdge, 'node'> & { node: ResolversParentTypes['DeadLetter'] };
  GenerateDesignInput: GenerateDesignInput;
  Boolean: Scalars['Boolean']['output'];
  ImageModel: ImageModel;
  JSON: Scalars['JSON']['output'];
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  Project: Reference;
  Query: Record<PropertyKey, never>;
  QueueStats: QueueStats;
  Float: Scalars['Float']['output'];
  RedrivePayload: RedrivePayload;
  Style: Style;
  Subscription: Record<PropertyKey, never>;
  Task: TaskRow;
  TaskConnection: TaskPage;
  TaskCounts: TaskCounts;
  TaskEdge: Omit<TaskEdge, 'node'> & { node: ResolversParentTypes['Task'] };
  TaskError: TaskError;
  TaskFilter: TaskFilter;
  TaskPayload: Omit<TaskPayload, 'task'> & { task?: Maybe<ResolversParentTypes['Task']> };
  TaskTransition: TransitionRow;
  TransferStyleInput: TransferStyleInput;
  Upload: Upload;
  UploadPayload: UploadPayload;
  User: Reference;
  UserError: UserError;
};

export type ArtifactResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Artifact'] = ResolversParentTypes['Artifact']> = {
  bytes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  contentType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  height?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  seed?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  width?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CancelTasksPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CancelTasksPayload'] = ResolversParentTypes['CancelTasksPayload']> = {
  canceledCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  tasks?: Resolver<Array<ResolversTypes['Task']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeadLetterResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeadLetter'] = ResolversParentTypes['DeadLetter']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  payload?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  redrivenAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  task?: Resolver<Maybe<ResolversTypes['Task']>, ParentType, ContextType>;
  topic?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DeadLetterConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeadLetterConnection'] = ResolversParentTypes['DeadLetterConnection']> = {
  edges?: Resolver<Array<ResolversTypes['DeadLetterEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['DeadLetter']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DeadLetterEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeadLetterEdge'] = ResolversParentTypes['DeadLetterEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DeadLetter'], ParentType, ContextType>;
};

export type ImageModelResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImageModel'] = ResolversParentTypes['ImageModel']> = {
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isDefault?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  cancelTask?: Resolver<Maybe<ResolversTypes['TaskPayload']>, ParentType, ContextType, RequireFields<MutationCancelTaskArgs, 'id'>>;
  cancelTasks?: Resolver<Maybe<ResolversTypes['CancelTasksPayload']>, ParentType, ContextType, RequireFields<MutationCancelTasksArgs, 'projectId'>>;
  createUpload?: Resolver<Maybe<ResolversTypes['UploadPayload']>, ParentType, ContextType, RequireFields<MutationCreateUploadArgs, 'input'>>;
  generateDesign?: Resolver<Maybe<ResolversTypes['TaskPayload']>, ParentType, ContextType, RequireFields<MutationGenerateDesignArgs, 'input'>>;
  redriveDeadLetters?: Resolver<Maybe<ResolversTypes['RedrivePayload']>, ParentType, ContextType, Partial<MutationRedriveDeadLettersArgs>>;
  retryTask?: Resolver<Maybe<ResolversTypes['TaskPayload']>, ParentType, ContextType, RequireFields<MutationRetryTaskArgs, 'id'>>;
  setTaskPriority?: Resolver<Maybe<ResolversTypes['TaskPayload']>, ParentType, ContextType, RequireFields<MutationSetTaskPriorityArgs, 'id' | 'priority'>>;
  transferStyle?: Resolver<Maybe<ResolversTypes['TaskPayload']>, ParentType, ContextType, RequireFields<MutationTransferStyleArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProjectResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Project'] = ResolversParentTypes['Project'], FederationReferenceType extends FederationReferenceTypes['Project'] = FederationReferenceTypes['Project']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Project']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  taskCounts?: Resolver<Maybe<ResolversTypes['TaskCounts']>, ParentType, ContextType>;
  tasks?: Resolver<Maybe<ResolversTypes['TaskConnection']>, ParentType, ContextType, Partial<ProjectTasksArgs>>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  deadLetters?: Resolver<Maybe<ResolversTypes['DeadLetterConnection']>, ParentType, ContextType, Partial<QueryDeadLettersArgs>>;
  models?: Resolver<Maybe<Array<ResolversTypes['ImageModel']>>, ParentType, ContextType>;
  queueStats?: Resolver<Maybe<ResolversTypes['QueueStats']>, ParentType, ContextType>;
  styles?: Resolver<Maybe<Array<ResolversTypes['Style']>>, ParentType, ContextType>;
  task?: Resolver<Maybe<ResolversTypes['Task']>, ParentType, ContextType, RequireFields<QueryTaskArgs, 'id'>>;
  tasks?: Resolver<Maybe<ResolversTypes['TaskConnection']>, ParentType, ContextType, RequireFields<QueryTasksArgs, 'orderBy'>>;
};

export type QueueStatsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QueueStats'] = ResolversParentTypes['QueueStats']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  oldestPendingSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  pending?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  processing?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  queued?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  waitingUsers?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RedrivePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RedrivePayload'] = ResolversParentTypes['RedrivePayload']> = {
  redrivenCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type StyleResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Style'] = ResolversParentTypes['Style']> = {
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  queueStatsUpdated?: SubscriptionResolver<Maybe<ResolversTypes['QueueStats']>, "queueStatsUpdated", ParentType, ContextType>;
  taskUpdated?: SubscriptionResolver<Maybe<ResolversTypes['Task']>, "taskUpdated", ParentType, ContextType, RequireFields<SubscriptionTaskUpdatedArgs, 'id'>>;
  tasksUpdated?: SubscriptionResolver<Maybe<ResolversTypes['Task']>, "tasksUpdated", ParentType, ContextType, Partial<SubscriptionTasksUpdatedArgs>>;
};

export type TaskResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Task'] = ResolversParentTypes['Task'], FederationReferenceType extends FederationReferenceTypes['Task'] = FederationReferenceTypes['Task']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Task']> | FederationReferenceType, FederationReferenceType, ContextType>;
  artifacts?: Resolver<Array<ResolversTypes['Artifact']>, ParentType, ContextType>;
  attempt?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['TaskError']>, ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  maxAttempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  options?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  priority?: Resolver<ResolversTypes['TaskPriority'], ParentType, ContextType>;
  progress?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  prompt?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  queuePosition?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  requestedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  retriedFrom?: Resolver<Maybe<ResolversTypes['Task']>, ParentType, ContextType>;
  seed?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  size?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  stage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TaskStatus'], ParentType, ContextType>;
  style?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  timeline?: Resolver<Array<ResolversTypes['TaskTransition']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['TaskType'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TaskConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaskConnection'] = ResolversParentTypes['TaskConnection']> = {
  edges?: Resolver<Array<ResolversTypes['TaskEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Task']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TaskCountsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaskCounts'] = ResolversParentTypes['TaskCounts']> = {
  canceled?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  completed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  pending?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  processing?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  queued?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TaskEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaskEdge'] = ResolversParentTypes['TaskEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Task'], ParentType, ContextType>;
};

export type TaskErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaskError'] = ResolversParentTypes['TaskError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type TaskPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaskPayload'] = ResolversParentTypes['TaskPayload']> = {
  task?: Resolver<Maybe<ResolversTypes['Task']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type TaskTransitionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaskTransition'] = ResolversParentTypes['TaskTransition']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  attempt?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TaskStatus'], ParentType, ContextType>;
};

export type UploadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Upload'] = ResolversParentTypes['Upload']> = {
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  headers?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UploadPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UploadPayload'] = ResolversParentTypes['UploadPayload']> = {
  upload?: Resolver<Maybe<ResolversTypes['Upload']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  tasks?: Resolver<Maybe<ResolversTypes['TaskConnection']>, ParentType, ContextType, Partial<UserTasksArgs>>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Artifact?: ArtifactResolvers<ContextType>;
  CancelTasksPayload?: CancelTasksPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DeadLetter?: DeadLetterResolvers<ContextType>;
  DeadLetterConnection?: DeadLetterConnectionResolvers<ContextType>;
  DeadLetterEdge?: DeadLetterEdgeResolvers<ContextType>;
  ImageModel?: ImageModelResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Project?: ProjectResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  QueueStats?: QueueStatsResolvers<ContextType>;
  RedrivePayload?: RedrivePayloadResolvers<ContextType>;
  Style?: StyleResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Task?: TaskResolvers<ContextType>;
  TaskConnection?: TaskConnectionResolvers<ContextType>;
  TaskCounts?: TaskCountsResolvers<ContextType>;
  TaskEdge?: TaskEdgeResolvers<ContextType>;
  TaskError?: TaskErrorResolvers<ContextType>;
  TaskPayload?: TaskPayloadResolvers<ContextType>;
  TaskTransition?: TaskTransitionResolvers<ContextType>;
  Upload?: UploadResolvers<ContextType>;
  UploadPayload?: UploadPayloadResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
};

