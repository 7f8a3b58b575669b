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
  /** A date-time in UTC, by RFC 3339: `2026-01-31T09:30:00.000Z`. */
  DateTime: { input: Date; output: Date | string; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
  _FieldSet: { input: string; output: string; }
};

/** A finished picture. */
export type Artifact = {
  __typename?: 'Artifact';
  /** The size in bytes. */
  bytes: Scalars['Int']['output'];
  /** Its media type, for example `image/png`. */
  contentType: Scalars['String']['output'];
  /** Creation time. */
  createdAt: Scalars['DateTime']['output'];
  /** The height in pixels. */
  height: Scalars['Int']['output'];
  /** The identifier, a UUIDv7. */
  id: Scalars['ID']['output'];
  /** Its position among the task's pictures, from 0. */
  index: Scalars['Int']['output'];
  /** The seed; null when the model does not use one. */
  seed?: Maybe<Scalars['Int']['output']>;
  /** The URL to download it from, without authentication; valid for about an hour. Query the field again for a new one. */
  url: Scalars['String']['output'];
  /** The width in pixels. */
  width: Scalars['Int']['output'];
};

/** Result of canceling a project's tasks. */
export type CancelTasksPayload = {
  __typename?: 'CancelTasksPayload';
  /** Number of canceled tasks. */
  canceledCount: Scalars['Int']['output'];
  /** The tasks that were canceled. */
  tasks: Array<Task>;
  /** Errors of the input; empty on success. */
  userErrors: Array<UserError>;
};

/** The media type and size of a picture to upload. */
export type CreateUploadInput = {
  /** The exact size in bytes, at most 20 MiB. */
  bytes: Scalars['Int']['input'];
  /** The media type: `image/png`, `image/jpeg` or `image/webp`. */
  contentType: Scalars['String']['input'];
};

/** A message that could not be processed, or a task that failed for good. */
export type DeadLetter = {
  __typename?: 'DeadLetter';
  /** Time when it was stored. */
  createdAt: Scalars['DateTime']['output'];
  /** The identifier, a UUIDv7. */
  id: Scalars['ID']['output'];
  /** The key of the message; for a task, the task's identifier. */
  key: Scalars['String']['output'];
  /** The payload of the message. */
  payload?: Maybe<Scalars['JSON']['output']>;
  /** The reason why it could not be processed. */
  reason: Scalars['String']['output'];
  /** Time when it was redriven; null when it was not. */
  redrivenAt?: Maybe<Scalars['DateTime']['output']>;
  /** The task; null for other messages and for a deleted task. */
  task?: Maybe<Task>;
  /** The topic of the message. */
  topic: Scalars['String']['output'];
};

/** A page of dead letters. */
export type DeadLetterConnection = {
  __typename?: 'DeadLetterConnection';
  /** The dead letters with their cursors. */
  edges: Array<DeadLetterEdge>;
  /** The nodes without cursors. */
  nodes: Array<DeadLetter>;
  /** Page information. */
  pageInfo: PageInfo;
  /** Total number of dead letters, over all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A dead letter in a list. */
export type DeadLetterEdge = {
  __typename?: 'DeadLetterEdge';
  /** The cursor of this entry. */
  cursor: Scalars['String']['output'];
  /** The dead letter. */
  node: DeadLetter;
};

/** A request to generate pictures. */
export type GenerateDesignInput = {
  /** Number of pictures, 1 to 8. */
  count?: InputMaybe<Scalars['Int']['input']>;
  /** Whether to write prompt, seed and style into the metadata of the picture files, where everyone with a file can read them. Absent means the default of the installation, which is false unless configured; an installation can also disable it. A retry keeps the value. */
  embedPrompt?: InputMaybe<Scalars['Boolean']['input']>;
  /** An idempotency key of at most 200 characters: a repeated request of the caller with the same key returns the same task. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The `id` of one of `models`; the default model when absent. */
  model?: InputMaybe<Scalars['String']['input']>;
  /** Model-specific options: an object of at most 4,096 characters as JSON and 10 levels. */
  options?: InputMaybe<Scalars['JSON']['input']>;
  /** The priority among the caller's own tasks. */
  priority?: InputMaybe<TaskPriority>;
  /** The project; the caller must be an editor or the owner. */
  projectId: Scalars['ID']['input'];
  /** The prompt, 1 to 4,000 characters. The procedural model draws a part in quotation marks as a title. */
  prompt: Scalars['String']['input'];
  /** The seed, 0 to 2147483647; random when absent. */
  seed?: InputMaybe<Scalars['Int']['input']>;
  /** Width and height in pixels, each from 64 to 2048, for example `1024x768`. */
  size?: InputMaybe<Scalars['String']['input']>;
  /** The `name` of one of `styles`. */
  style?: InputMaybe<Scalars['String']['input']>;
};

/** An image model. */
export type ImageModel = {
  __typename?: 'ImageModel';
  /** A description. */
  description: Scalars['String']['output'];
  /** The value of `model` in requests. */
  id: Scalars['ID']['output'];
  /** Whether it is used when a request names no model. */
  isDefault: Scalars['Boolean']['output'];
  /** The display name. */
  title: Scalars['String']['output'];
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Cancels an unfinished task immediately; this cannot be undone. Requires its requester, or the role editor or owner in its project. */
  cancelTask?: Maybe<TaskPayload>;
  /** Cancels all unfinished tasks of a project. Requires the role editor or owner. */
  cancelTasks?: Maybe<CancelTasksPayload>;
  /** Creates an upload: a URL to PUT a picture to, and an id to use it in `transferStyle`. */
  createUpload?: Maybe<UploadPayload>;
  /** Creates an image generation task. Returns at once; subscribe to `taskUpdated` for its progress. */
  generateDesign?: Maybe<TaskPayload>;
  /** Redrives dead letters. A failed task becomes a new task of its requester, as FAILED is final; a message is published again unchanged. Requires an administrator. */
  redriveDeadLetters?: Maybe<RedrivePayload>;
  /** Retries a finished task as a new task of the caller with the same request and seed. Requires the role editor or owner in its project. */
  retryTask?: Maybe<TaskPayload>;
  /** Changes the priority of a waiting task among its requester's tasks. Requires its requester, or the role editor or owner in its project. */
  setTaskPriority?: Maybe<TaskPayload>;
  /** Creates a style transfer task. Returns at once; subscribe to `taskUpdated` for its progress. */
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

/** Page information of a connection. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the page's last entry, for `after` of the next page; null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether entries follow `endCursor`. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether entries precede this page. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the page's first entry; null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** A project: the tasks and pictures of its members. */
export type Project = {
  __typename?: 'Project';
  /** The identifier, a UUIDv7. */
  id: Scalars['ID']['output'];
  /** Task counts by status. */
  taskCounts?: Maybe<TaskCounts>;
  /** The project's tasks, newest first. */
  tasks?: Maybe<TaskConnection>;
};


/** A project: the tasks and pictures of its members. */
export type ProjectTasksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TaskFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type Query = {
  __typename?: 'Query';
  /** Dead letters, newest first. Requires an administrator. */
  deadLetters?: Maybe<DeadLetterConnection>;
  /** All available models. */
  models?: Maybe<Array<ImageModel>>;
  /** Statistics of the queue. Requires a signed-in caller. */
  queueStats?: Maybe<QueueStats>;
  /** All available styles. */
  styles?: Maybe<Array<Style>>;
  /** One task; null when it does not exist or is not visible to the caller. */
  task?: Maybe<Task>;
  /** The caller's own tasks; with `filter.projectId`, the tasks of that project if it is visible to the caller. Requires a signed-in caller. */
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

/** Statistics of the queue. */
export type QueueStats = {
  __typename?: 'QueueStats';
  /** Time of the statistics. */
  at: Scalars['DateTime']['output'];
  /** Age of the oldest waiting task in seconds; null when no task is waiting. */
  oldestPendingSeconds?: Maybe<Scalars['Float']['output']>;
  /** Tasks waiting for dispatch. */
  pending: Scalars['Int']['output'];
  /** Tasks being processed. */
  processing: Scalars['Int']['output'];
  /** Dispatched tasks that no worker has claimed. */
  queued: Scalars['Int']['output'];
  /** Number of users with a waiting task. */
  waitingUsers: Scalars['Int']['output'];
};

/** Result of redriving dead letters. */
export type RedrivePayload = {
  __typename?: 'RedrivePayload';
  /** Number of redriven dead letters. */
  redrivenCount: Scalars['Int']['output'];
  /** Errors of the input; empty on success. */
  userErrors: Array<UserError>;
};

/** A style that pictures can be generated in. */
export type Style = {
  __typename?: 'Style';
  /** A description. */
  description: Scalars['String']['output'];
  /** The value of `style` in requests. */
  name: Scalars['String']['output'];
  /** The display name. */
  title: Scalars['String']['output'];
};

export type Subscription = {
  __typename?: 'Subscription';
  /** The current statistics of the queue, then each change, at most once a second. */
  queueStatsUpdated?: Maybe<QueueStats>;
  /** The current state of a task, then each change, in order of `version`; completes after the final status. */
  taskUpdated?: Maybe<Task>;
  /** Changes of the tasks of a project or, without `projectId`, of the caller's own tasks. */
  tasksUpdated?: Maybe<Task>;
};


export type SubscriptionTaskUpdatedArgs = {
  afterVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
};


export type SubscriptionTasksUpdatedArgs = {
  projectId?: InputMaybe<Scalars['ID']['input']>;
};

/** A task that generates pictures. */
export type Task = {
  __typename?: 'Task';
  /** The pictures by `index`: those that the current attempt has finished while the task is PROCESSING, all when it is COMPLETED. Otherwise empty, as pictures of failed and canceled attempts are not shown. */
  artifacts: Array<Artifact>;
  /** Number of dispatches to a worker. */
  attempt: Scalars['Int']['output'];
  /** Number of requested pictures. */
  count: Scalars['Int']['output'];
  /** Creation time. */
  createdAt: Scalars['DateTime']['output'];
  /** The error of the last failed attempt; null without one. */
  error?: Maybe<TaskError>;
  /** Time when it reached its final status; null before. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The identifier, a UUIDv7. */
  id: Scalars['ID']['output'];
  /** Maximum number of failed attempts; then the task is FAILED. */
  maxAttempts: Scalars['Int']['output'];
  /** The id of the model that made the pictures; before there are any, that of the requested model, or null for the default one. */
  model?: Maybe<Scalars['String']['output']>;
  /** Model-specific options. */
  options?: Maybe<Scalars['JSON']['output']>;
  /** The priority among the requester's own tasks. */
  priority: TaskPriority;
  /** Progress from 0 to 1; never decreases. */
  progress: Scalars['Float']['output'];
  /** The project; null when it is not visible to the caller or was deleted. */
  project?: Maybe<Project>;
  /** The prompt; plain text, to be escaped for display. */
  prompt: Scalars['String']['output'];
  /** Number of waiting tasks, of all users, with a higher priority or with the same priority and an earlier creation time. As users are served round-robin, the task may be dispatched sooner. Null after dispatch. */
  queuePosition?: Maybe<Scalars['Int']['output']>;
  /** The user who requested the task. */
  requestedBy?: Maybe<User>;
  /** The task that this one retries; null when it is no retry. */
  retriedFrom?: Maybe<Task>;
  /** The seed of the first picture; incremented by 1 for each further one. */
  seed?: Maybe<Scalars['Int']['output']>;
  /** Width and height in pixels, as `1024x768`. */
  size: Scalars['String']['output'];
  /** The current step of the worker, for example `render`; null while no worker has the task. */
  stage?: Maybe<Scalars['String']['output']>;
  /** Time when a worker first claimed it; null before. */
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The status. */
  status: TaskStatus;
  /** The style's name. */
  style: Scalars['String']['output'];
  /** All status changes, oldest first. */
  timeline: Array<TaskTransition>;
  /** Whether it generates pictures from a prompt or transfers a style. */
  type: TaskType;
  /** Time of the last change. */
  updatedAt: Scalars['DateTime']['output'];
  /** Incremented with each visible change: the state with the greater version is the newer one. */
  version: Scalars['Int']['output'];
};

/** A page of tasks. */
export type TaskConnection = {
  __typename?: 'TaskConnection';
  /** The tasks with their cursors. */
  edges: Array<TaskEdge>;
  /** The nodes without cursors. */
  nodes: Array<Task>;
  /** Page information. */
  pageInfo: PageInfo;
  /** Total number of tasks, over all pages. */
  totalCount: Scalars['Int']['output'];
};

/** Task counts by status. */
export type TaskCounts = {
  __typename?: 'TaskCounts';
  /** Canceled. */
  canceled: Scalars['Int']['output'];
  /** Completed with all pictures. */
  completed: Scalars['Int']['output'];
  /** Failed for good. */
  failed: Scalars['Int']['output'];
  /** Waiting for dispatch. */
  pending: Scalars['Int']['output'];
  /** Being processed by a worker. */
  processing: Scalars['Int']['output'];
  /** Dispatched; no worker has claimed them. */
  queued: Scalars['Int']['output'];
  /** All tasks. */
  total: Scalars['Int']['output'];
};

/** A task in a list. */
export type TaskEdge = {
  __typename?: 'TaskEdge';
  /** The cursor of this entry. */
  cursor: Scalars['String']['output'];
  /** The task. */
  node: Task;
};

/** The error of a failed attempt. */
export type TaskError = {
  __typename?: 'TaskError';
  /** A stable code, for example `MODEL_UNAVAILABLE`. */
  code: Scalars['String']['output'];
  /** A message to show to the requester. */
  message: Scalars['String']['output'];
  /** Whether the same request may succeed later. */
  retryable: Scalars['Boolean']['output'];
};

/** Filter of a list of tasks; a task must match all given fields. */
export type TaskFilter = {
  /** Only tasks of this project. */
  projectId?: InputMaybe<Scalars['ID']['input']>;
  /** Only tasks whose prompt contains this text of at most 200 characters, ignoring case. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Only tasks with one of these statuses. */
  status?: InputMaybe<Array<TaskStatus>>;
  /** Only tasks of this type. */
  type?: InputMaybe<TaskType>;
};

/** Sort orders of a list of tasks. */
export type TaskOrder =
  /** Oldest first. */
  | 'CREATED_AT_ASC'
  /** Newest first. */
  | 'CREATED_AT_DESC'
  /** By last change, oldest first. */
  | 'UPDATED_AT_ASC'
  /** By last change, newest first. */
  | 'UPDATED_AT_DESC';

/** Result of a task mutation. */
export type TaskPayload = {
  __typename?: 'TaskPayload';
  /** The task after the change; null when there are `userErrors`. */
  task?: Maybe<Task>;
  /** Errors of the input; empty on success. */
  userErrors: Array<UserError>;
};

/** The priority of a task, relative to other tasks of the same requester. */
export type TaskPriority =
  /** Dispatched before the requester's other tasks. */
  | 'HIGH'
  /** Dispatched after the requester's other tasks. */
  | 'LOW'
  /** Dispatched in order of creation. */
  | 'NORMAL';

/** The status of a task. COMPLETED, FAILED and CANCELED are final. */
export type TaskStatus =
  /** Canceled by a user. */
  | 'CANCELED'
  /** Completed: all its pictures are available. */
  | 'COMPLETED'
  /** Failed without further automatic retries; see `error`. */
  | 'FAILED'
  /** Accepted; waiting for dispatch or for a retry. */
  | 'PENDING'
  /** A worker is processing it. */
  | 'PROCESSING'
  /** Dispatched; no worker has claimed it yet. */
  | 'QUEUED';

/** A status change of a task. */
export type TaskTransition = {
  __typename?: 'TaskTransition';
  /** Time of the change. */
  at: Scalars['DateTime']['output'];
  /** The number of the attempt; 0 before the first dispatch. */
  attempt: Scalars['Int']['output'];
  /** The reason for the change; null when there is none. */
  message?: Maybe<Scalars['String']['output']>;
  /** The new status. */
  status: TaskStatus;
};

/** The type of a task. */
export type TaskType =
  /** Generates pictures from a prompt. */
  | 'IMAGE_GENERATION'
  /** Transfers a style to a picture. */
  | 'STYLE_TRANSFER';

/** A request for a style transfer: exactly one source picture, and a style, a style picture or both. */
export type TransferStyleInput = {
  /** Number of pictures, 1 to 8. */
  count?: InputMaybe<Scalars['Int']['input']>;
  /** Whether to write prompt, seed and style into the metadata of the picture files, where everyone with a file can read them. Absent means the default of the installation, which is false unless configured; an installation can also disable it. A retry keeps the value. */
  embedPrompt?: InputMaybe<Scalars['Boolean']['input']>;
  /** An idempotency key of at most 200 characters: a repeated request of the caller with the same key returns the same task. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The `id` of one of `models`; the default model when absent. */
  model?: InputMaybe<Scalars['String']['input']>;
  /** Model-specific options: an object of at most 4,096 characters as JSON and 10 levels. */
  options?: InputMaybe<Scalars['JSON']['input']>;
  /** The priority among the caller's own tasks. */
  priority?: InputMaybe<TaskPriority>;
  /** The project; the caller must be an editor or the owner. */
  projectId: Scalars['ID']['input'];
  /** A prompt that may influence the result, at most 4,000 characters. */
  prompt?: InputMaybe<Scalars['String']['input']>;
  /** The seed, 0 to 2147483647; random when absent. */
  seed?: InputMaybe<Scalars['Int']['input']>;
  /** Width and height in pixels, each from 64 to 2048, for example `1024x768`; when absent, those of the source picture within these limits. */
  size?: InputMaybe<Scalars['String']['input']>;
  /** The source picture, as an artifact that is visible to the caller. */
  sourceArtifactId?: InputMaybe<Scalars['ID']['input']>;
  /** The source picture, as an upload of the caller. */
  sourceUploadId?: InputMaybe<Scalars['ID']['input']>;
  /** The strength of the transfer, from 0 (the source) to 1. */
  strength?: InputMaybe<Scalars['Float']['input']>;
  /** The `name` of one of `styles`. */
  style?: InputMaybe<Scalars['String']['input']>;
  /** A picture whose palette and tones are applied, as an upload of the caller. */
  styleUploadId?: InputMaybe<Scalars['ID']['input']>;
};

/** The permission to upload one picture for a style transfer. */
export type Upload = {
  __typename?: 'Upload';
  /** Expiry of the URL. */
  expiresAt: Scalars['DateTime']['output'];
  /** Headers to send with the PUT request, unchanged: an object of header names and values. */
  headers: Scalars['JSON']['output'];
  /** The identifier to use as `sourceUploadId` or `styleUploadId`. */
  id: Scalars['ID']['output'];
  /** The URL for one PUT request with the bytes of the picture, before `expiresAt`. */
  url: Scalars['String']['output'];
};

/** Result of creating an upload. */
export type UploadPayload = {
  __typename?: 'UploadPayload';
  /** The upload; null when there are `userErrors`. */
  upload?: Maybe<Upload>;
  /** Errors of the input; empty on success. */
  userErrors: Array<UserError>;
};

/** A user with an account. */
export type User = {
  __typename?: 'User';
  /** The identifier, a UUIDv7. */
  id: Scalars['ID']['output'];
  /** The user's tasks, newest first; empty unless the caller is that user or an administrator. */
  tasks?: Maybe<TaskConnection>;
};


/** A user with an account. */
export type UserTasksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TaskFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** An error of the caller's input, returned as data. */
export type UserError = {
  __typename?: 'UserError';
  /** A stable code, for example `INVALID_INPUT` or `PROJECT_NOT_FOUND`; the descriptions of mutations list those of their own. */
  code: Scalars['String']['output'];
  /** The path of the invalid input field in the mutation's arguments; null when it is no single field. */
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
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Artifact: ArtifactRow;
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
  Int: Scalars['Int']['output'];
};

export type SemanticNonNullDirectiveArgs = {
  levels?: Maybe<Array<Maybe<Scalars['Int']['input']>>>;
};

export type SemanticNonNullDirectiveResolver<Result, Parent, ContextType = Context, Args = SemanticNonNullDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

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

export type DirectiveResolvers<ContextType = Context> = {
  semanticNonNull?: SemanticNonNullDirectiveResolver<any, any, ContextType>;
};
