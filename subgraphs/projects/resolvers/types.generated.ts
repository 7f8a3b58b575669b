import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ProjectView } from '../data/projectView.ts';
import type { ProjectConnection as ProjectPage, Project as InvitedProjectRow } from '../data/project.ts';
import type { ProjectMember as MemberRow } from '../data/projectMember.ts';
import type { ProjectInvitation as InvitationRow, ProjectInvitationConnection as InvitationPage } from '../data/projectInvitation.ts';
import type { InvitationBlock as BlockRow, InvitationBlockConnection as BlockPage } from '../data/invitationBlock.ts';
import type { UserReference } from '../data/userReference.ts';
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
  _FieldSet: { input: string; output: string; }
};

/** The user to invite to a project, or the member whose role to change. */
export type AddProjectMemberInput = {
  /** The project's identifier. */
  projectId: Scalars['ID']['input'];
  /** The role: EDITOR or VIEWER. OWNER is rejected, as a project has one owner. */
  role: ProjectRole;
  /** The user's identifier. */
  userId: Scalars['ID']['input'];
};

/** Result of inviting or adding a user. */
export type AddProjectMemberPayload = {
  __typename?: 'AddProjectMemberPayload';
  /** The pending invitation; null when the user is a member, and when there are `userErrors`. */
  invitation?: Maybe<ProjectInvitation>;
  /** The project after the change; null when there are `userErrors`. */
  project?: Maybe<Project>;
  /** Errors of the input; empty on success. */
  userErrors: Array<UserError>;
};

/** Input of a new project. */
export type CreateProjectInput = {
  /** The description, at most 4,000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The name, 1 to 120 characters. */
  name: Scalars['String']['input'];
  /** At most 20 tags of at most 40 characters each. */
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The visibility. */
  visibility?: InputMaybe<Visibility>;
};

/** Result of declining an invitation. */
export type DeclineProjectInvitationPayload = {
  __typename?: 'DeclineProjectInvitationPayload';
  /** The identifier of the project; null when there are `userErrors`. */
  declinedProjectId?: Maybe<Scalars['ID']['output']>;
  /** Errors of the input; empty on success. */
  userErrors: Array<UserError>;
};

/** The part of a project that an invited user sees. */
export type InvitedProject = {
  __typename?: 'InvitedProject';
  /** The project's identifier, for `acceptProjectInvitation` or `declineProjectInvitation`. */
  id: Scalars['ID']['output'];
  /** The name. */
  name: Scalars['String']['output'];
};

export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Accepts an invitation: the caller becomes a member of the project.
   * Codes: `INVITATION_NOT_FOUND`, `TOO_MANY_MEMBERS`, `TOO_MANY_PROJECTS`.
   */
  acceptProjectInvitation?: Maybe<ProjectPayload>;
  /**
   * Invites a user to a project, or changes the role of a member or of a pending invitation. Requires the role owner; the
   * project may be archived. On an installation with invitations disabled, the user becomes a member immediately.
   * Codes: `PROJECT_NOT_FOUND`, `USER_NOT_FOUND`, `INVALID_ROLE`, `TOO_MANY_MEMBERS`, `TOO_MANY_INVITATIONS`,
   * `TOO_MANY_PROJECTS`, `INVITATION_DECLINED`, `ADDING_REFUSED`.
   */
  addProjectMember?: Maybe<AddProjectMemberPayload>;
  /** Archives a project: it stays visible, but accepts no new tasks. Requires the role owner. */
  archiveProject?: Maybe<ProjectPayload>;
  /**
   * Blocks invitations from a user, who is not notified: to that user, invitations appear pending until they expire. On an
   * installation with invitations disabled, that user cannot add the caller to a project.
   * Codes: `USER_NOT_FOUND`, `CANNOT_BLOCK_SELF`, `TOO_MANY_BLOCKS`.
   */
  blockProjectInvitations?: Maybe<ProjectInvitationBlockPayload>;
  /** Creates a project owned by the caller. Codes: `INVALID_INPUT`, `TOO_MANY_PROJECTS`. */
  createProject?: Maybe<ProjectPayload>;
  /**
   * Declines an invitation. The caller then cannot be invited to the same project for a period that the installation sets.
   * Codes: `INVITATION_NOT_FOUND`, `TOO_MANY_BLOCKS`.
   */
  declineProjectInvitation?: Maybe<DeclineProjectInvitationPayload>;
  /** Deletes a project with its tasks and pictures. Requires the role owner. */
  deleteProject?: Maybe<ProjectPayload>;
  /** Removes a member from a project, or withdraws a pending invitation. Requires the role owner; any member except the owner can remove themselves. */
  removeProjectMember?: Maybe<ProjectPayload>;
  /** Restores an archived project. Requires the role owner. */
  restoreProject?: Maybe<ProjectPayload>;
  /** Unblocks invitations from a user. */
  unblockProjectInvitations?: Maybe<ProjectInvitationBlockPayload>;
  /** Updates a project. Requires the role owner or editor; `visibility` requires owner. */
  updateProject?: Maybe<ProjectPayload>;
};


export type MutationAcceptProjectInvitationArgs = {
  projectId: Scalars['ID']['input'];
};


export type MutationAddProjectMemberArgs = {
  input: AddProjectMemberInput;
};


export type MutationArchiveProjectArgs = {
  id: Scalars['ID']['input'];
};


export type MutationBlockProjectInvitationsArgs = {
  fromUserId: Scalars['ID']['input'];
};


export type MutationCreateProjectArgs = {
  input: CreateProjectInput;
};


export type MutationDeclineProjectInvitationArgs = {
  block?: InputMaybe<Scalars['Boolean']['input']>;
  projectId: Scalars['ID']['input'];
};


export type MutationDeleteProjectArgs = {
  id: Scalars['ID']['input'];
};


export type MutationRemoveProjectMemberArgs = {
  input: RemoveProjectMemberInput;
};


export type MutationRestoreProjectArgs = {
  id: Scalars['ID']['input'];
};


export type MutationUnblockProjectInvitationsArgs = {
  fromUserId: Scalars['ID']['input'];
};


export type MutationUpdateProjectArgs = {
  input: UpdateProjectInput;
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
  /** Time of archiving; null for an active project. An archived project accepts no new tasks. */
  archivedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Creation time. */
  createdAt: Scalars['DateTime']['output'];
  /** The description; plain text, to be escaped for display. */
  description?: Maybe<Scalars['String']['output']>;
  /** The identifier, a UUIDv7. */
  id: Scalars['ID']['output'];
  /** Pending invitations, newest first; null for callers without the right to manage members. */
  invitations?: Maybe<ProjectInvitationConnection>;
  /** Its members, the owner first. */
  members: Array<ProjectMember>;
  /** The name. */
  name: Scalars['String']['output'];
  /** The user who created it and owns it. */
  owner?: Maybe<User>;
  /** Tags for searching, in lower case. */
  tags: Array<Scalars['String']['output']>;
  /** Time of the last change. */
  updatedAt: Scalars['DateTime']['output'];
  /** The caller's role; null for non-members. */
  viewerRole?: Maybe<ProjectRole>;
  /** The visibility. */
  visibility: Visibility;
};


/** A project: the tasks and pictures of its members. */
export type ProjectInvitationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of projects. */
export type ProjectConnection = {
  __typename?: 'ProjectConnection';
  /** The projects with their cursors. */
  edges: Array<ProjectEdge>;
  /** The nodes without cursors. */
  nodes: Array<Project>;
  /** Page information. */
  pageInfo: PageInfo;
  /** Total number of projects, over all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A project in a list. */
export type ProjectEdge = {
  __typename?: 'ProjectEdge';
  /** The cursor of this entry. */
  cursor: Scalars['String']['output'];
  /** The project. */
  node: Project;
};

/** Filter of a list of projects; a project must match all given fields. */
export type ProjectFilter = {
  /** Only archived projects when true, only active ones when false, both when absent. */
  archived?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only projects whose name or description contains this text, ignoring case. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Only projects with this tag. */
  tag?: InputMaybe<Scalars['String']['input']>;
  /** Only projects with this visibility. */
  visibility?: InputMaybe<Visibility>;
};

/** A pending invitation to a project. */
export type ProjectInvitation = {
  __typename?: 'ProjectInvitation';
  /** Time of the invitation. */
  createdAt: Scalars['DateTime']['output'];
  /** Expiry of the invitation. */
  expiresAt: Scalars['DateTime']['output'];
  /** The identifier, a UUIDv7. */
  id: Scalars['ID']['output'];
  /** The user who sent the invitation. */
  invitedBy?: Maybe<User>;
  /** The project, as visible to an invited user. */
  project?: Maybe<InvitedProject>;
  /** The role after acceptance; the owner of the project can change it until then. */
  role: ProjectRole;
  /** The invited user. */
  user?: Maybe<User>;
};

/** A user whose invitations the caller has blocked. */
export type ProjectInvitationBlock = {
  __typename?: 'ProjectInvitationBlock';
  /** Time of blocking. */
  blockedAt: Scalars['DateTime']['output'];
  /** The blocked user. */
  user?: Maybe<User>;
};

/** A page of blocked users. */
export type ProjectInvitationBlockConnection = {
  __typename?: 'ProjectInvitationBlockConnection';
  /** The blocked users with their cursors. */
  edges: Array<ProjectInvitationBlockEdge>;
  /** The nodes without cursors. */
  nodes: Array<ProjectInvitationBlock>;
  /** Page information. */
  pageInfo: PageInfo;
  /** Total number of blocked users, over all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A blocked user in a list. */
export type ProjectInvitationBlockEdge = {
  __typename?: 'ProjectInvitationBlockEdge';
  /** The cursor of this entry. */
  cursor: Scalars['String']['output'];
  /** The blocked user and the time of blocking. */
  node: ProjectInvitationBlock;
};

/** Result of blocking or unblocking a user's invitations. */
export type ProjectInvitationBlockPayload = {
  __typename?: 'ProjectInvitationBlockPayload';
  /** Errors of the input; empty on success. */
  userErrors: Array<UserError>;
  /** The identifier of the blocked or unblocked user; null when there are `userErrors`. */
  userId?: Maybe<Scalars['ID']['output']>;
};

/** A page of invitations. */
export type ProjectInvitationConnection = {
  __typename?: 'ProjectInvitationConnection';
  /** The invitations with their cursors. */
  edges: Array<ProjectInvitationEdge>;
  /** The nodes without cursors. */
  nodes: Array<ProjectInvitation>;
  /** Page information. */
  pageInfo: PageInfo;
  /** Total number of invitations, over all pages. */
  totalCount: Scalars['Int']['output'];
};

/** An invitation in a list. */
export type ProjectInvitationEdge = {
  __typename?: 'ProjectInvitationEdge';
  /** The cursor of this entry. */
  cursor: Scalars['String']['output'];
  /** The invitation. */
  node: ProjectInvitation;
};

/** A member of a project. */
export type ProjectMember = {
  __typename?: 'ProjectMember';
  /** Time of joining. */
  joinedAt: Scalars['DateTime']['output'];
  /** The member's role. */
  role: ProjectRole;
  /** The user who is the member. */
  user?: Maybe<User>;
};

/** Sort orders of a list of projects. */
export type ProjectOrder =
  /** Oldest first. */
  | 'CREATED_AT_ASC'
  /** Newest first. */
  | 'CREATED_AT_DESC'
  /** By name, A to Z. */
  | 'NAME_ASC'
  /** By name, Z to A. */
  | 'NAME_DESC'
  /** By last change, oldest first. */
  | 'UPDATED_AT_ASC'
  /** By last change, newest first. */
  | 'UPDATED_AT_DESC';

/** Result of a project mutation. */
export type ProjectPayload = {
  __typename?: 'ProjectPayload';
  /** The project after the change, or before its deletion; null when there are `userErrors`. */
  project?: Maybe<Project>;
  /** Errors of the input; empty on success. */
  userErrors: Array<UserError>;
};

/** What a member may do in a project. */
export type ProjectRole =
  /** Creates, cancels and retries tasks, and edits the project's texts. */
  | 'EDITOR'
  /** All rights, including members and deletion. */
  | 'OWNER'
  /** Read access: sees the project, its members and its tasks. */
  | 'VIEWER';

export type Query = {
  __typename?: 'Query';
  /** One project; null when it does not exist or is not visible to the caller. */
  project?: Maybe<Project>;
  /** Projects that the caller is a member of. All public projects for an anonymous caller, or with `filter: { visibility: PUBLIC }`. */
  projects?: Maybe<ProjectConnection>;
};


export type QueryProjectArgs = {
  id: Scalars['ID']['input'];
};


export type QueryProjectsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ProjectFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ProjectOrder>;
};

/** The member to remove from a project, or the invitation to withdraw. */
export type RemoveProjectMemberInput = {
  /** The project's identifier. */
  projectId: Scalars['ID']['input'];
  /** The user's identifier; the caller's own to leave the project. The owner cannot be removed. */
  userId: Scalars['ID']['input'];
};

/** Changes to a project; an absent field is left unchanged. */
export type UpdateProjectInput = {
  /** The description, at most 4,000 characters; null removes it. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The project's identifier. */
  id: Scalars['ID']['input'];
  /** The name, 1 to 120 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** At most 20 tags of at most 40 characters each, replacing the current ones. */
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The visibility. Owners only. */
  visibility?: InputMaybe<Visibility>;
};

/** A user with an account. */
export type User = {
  __typename?: 'User';
  /** The identifier, a UUIDv7. */
  id: Scalars['ID']['output'];
  /** Users whose invitations the user has blocked, newest first; null for other callers. */
  projectInvitationBlocks?: Maybe<ProjectInvitationBlockConnection>;
  /** Pending invitations of the user, newest first, without those by blocked users; null for other callers. */
  projectInvitations?: Maybe<ProjectInvitationConnection>;
  /** Projects that the user is a member of, newest first: all for the user and administrators, public ones for others. */
  projects?: Maybe<ProjectConnection>;
};


/** A user with an account. */
export type UserProjectInvitationBlocksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A user with an account. */
export type UserProjectInvitationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A user with an account. */
export type UserProjectsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
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

/** The visibility of a project. */
export type Visibility =
  /** Visible to its members only. */
  | 'PRIVATE'
  /** Visible to everyone, anonymous callers included; only members can change it. */
  | 'PUBLIC';



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
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Project:
    ( { __typename: 'Project' }
    & GraphQLRecursivePick<FederationTypes['Project'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AddProjectMemberInput: AddProjectMemberInput;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  AddProjectMemberPayload: ResolverTypeWrapper<Omit<AddProjectMemberPayload, 'invitation' | 'project'> & { invitation?: Maybe<ResolversTypes['ProjectInvitation']>, project?: Maybe<ResolversTypes['Project']> }>;
  CreateProjectInput: CreateProjectInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeclineProjectInvitationPayload: ResolverTypeWrapper<DeclineProjectInvitationPayload>;
  InvitedProject: ResolverTypeWrapper<InvitedProjectRow>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Project: ResolverTypeWrapper<ProjectView>;
  ProjectConnection: ResolverTypeWrapper<ProjectPage>;
  ProjectEdge: ResolverTypeWrapper<Omit<ProjectEdge, 'node'> & { node: ResolversTypes['Project'] }>;
  ProjectFilter: ProjectFilter;
  ProjectInvitation: ResolverTypeWrapper<InvitationRow>;
  ProjectInvitationBlock: ResolverTypeWrapper<BlockRow>;
  ProjectInvitationBlockConnection: ResolverTypeWrapper<BlockPage>;
  ProjectInvitationBlockEdge: ResolverTypeWrapper<Omit<ProjectInvitationBlockEdge, 'node'> & { node: ResolversTypes['ProjectInvitationBlock'] }>;
  ProjectInvitationBlockPayload: ResolverTypeWrapper<ProjectInvitationBlockPayload>;
  ProjectInvitationConnection: ResolverTypeWrapper<InvitationPage>;
  ProjectInvitationEdge: ResolverTypeWrapper<Omit<ProjectInvitationEdge, 'node'> & { node: ResolversTypes['ProjectInvitation'] }>;
  ProjectMember: ResolverTypeWrapper<MemberRow>;
  ProjectOrder: ProjectOrder;
  ProjectPayload: ResolverTypeWrapper<Omit<ProjectPayload, 'project'> & { project?: Maybe<ResolversTypes['Project']> }>;
  ProjectRole: ProjectRole;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RemoveProjectMemberInput: RemoveProjectMemberInput;
  UpdateProjectInput: UpdateProjectInput;
  User: ResolverTypeWrapper<UserReference>;
  UserError: ResolverTypeWrapper<UserError>;
  Visibility: Visibility;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AddProjectMemberInput: AddProjectMemberInput;
  ID: Scalars['ID']['output'];
  AddProjectMemberPayload: Omit<AddProjectMemberPayload, 'invitation' | 'project'> & { invitation?: Maybe<ResolversParentTypes['ProjectInvitation']>, project?: Maybe<ResolversParentTypes['Project']> };
  CreateProjectInput: CreateProjectInput;
  String: Scalars['String']['output'];
  DateTime: Scalars['DateTime']['output'];
  DeclineProjectInvitationPayload: DeclineProjectInvitationPayload;
  InvitedProject: InvitedProjectRow;
  Mutation: Record<PropertyKey, never>;
  Boolean: Scalars['Boolean']['output'];
  PageInfo: PageInfo;
  Project: ProjectView;
  ProjectConnection: ProjectPage;
  ProjectEdge: Omit<ProjectEdge, 'node'> & { node: ResolversParentTypes['Project'] };
  ProjectFilter: ProjectFilter;
  ProjectInvitation: InvitationRow;
  ProjectInvitationBlock: BlockRow;
  ProjectInvitationBlockConnection: BlockPage;
  ProjectInvitationBlockEdge: Omit<ProjectInvitationBlockEdge, 'node'> & { node: ResolversParentTypes['ProjectInvitationBlock'] };
  ProjectInvitationBlockPayload: ProjectInvitationBlockPayload;
  ProjectInvitationConnection: InvitationPage;
  ProjectInvitationEdge: Omit<ProjectInvitationEdge, 'node'> & { node: ResolversParentTypes['ProjectInvitation'] };
  ProjectMember: MemberRow;
  ProjectPayload: Omit<ProjectPayload, 'project'> & { project?: Maybe<ResolversParentTypes['Project']> };
  Query: Record<PropertyKey, never>;
  RemoveProjectMemberInput: RemoveProjectMemberInput;
  UpdateProjectInput: UpdateProjectInput;
  User: UserReference;
  UserError: UserError;
  Int: Scalars['Int']['output'];
};

export type SemanticNonNullDirectiveArgs = {
  levels?: Maybe<Array<Maybe<Scalars['Int']['input']>>>;
};

export type SemanticNonNullDirectiveResolver<Result, Parent, ContextType = Context, Args = SemanticNonNullDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AddProjectMemberPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddProjectMemberPayload'] = ResolversParentTypes['AddProjectMemberPayload']> = {
  invitation?: Resolver<Maybe<ResolversTypes['ProjectInvitation']>, ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeclineProjectInvitationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeclineProjectInvitationPayload'] = ResolversParentTypes['DeclineProjectInvitationPayload']> = {
  declinedProjectId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type InvitedProjectResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvitedProject'] = ResolversParentTypes['InvitedProject']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  acceptProjectInvitation?: Resolver<Maybe<ResolversTypes['ProjectPayload']>, ParentType, ContextType, RequireFields<MutationAcceptProjectInvitationArgs, 'projectId'>>;
  addProjectMember?: Resolver<Maybe<ResolversTypes['AddProjectMemberPayload']>, ParentType, ContextType, RequireFields<MutationAddProjectMemberArgs, 'input'>>;
  archiveProject?: Resolver<Maybe<ResolversTypes['ProjectPayload']>, ParentType, ContextType, RequireFields<MutationArchiveProjectArgs, 'id'>>;
  blockProjectInvitations?: Resolver<Maybe<ResolversTypes['ProjectInvitationBlockPayload']>, ParentType, ContextType, RequireFields<MutationBlockProjectInvitationsArgs, 'fromUserId'>>;
  createProject?: Resolver<Maybe<ResolversTypes['ProjectPayload']>, ParentType, ContextType, RequireFields<MutationCreateProjectArgs, 'input'>>;
  declineProjectInvitation?: Resolver<Maybe<ResolversTypes['DeclineProjectInvitationPayload']>, ParentType, ContextType, RequireFields<MutationDeclineProjectInvitationArgs, 'block' | 'projectId'>>;
  deleteProject?: Resolver<Maybe<ResolversTypes['ProjectPayload']>, ParentType, ContextType, RequireFields<MutationDeleteProjectArgs, 'id'>>;
  removeProjectMember?: Resolver<Maybe<ResolversTypes['ProjectPayload']>, ParentType, ContextType, RequireFields<MutationRemoveProjectMemberArgs, 'input'>>;
  restoreProject?: Resolver<Maybe<ResolversTypes['ProjectPayload']>, ParentType, ContextType, RequireFields<MutationRestoreProjectArgs, 'id'>>;
  unblockProjectInvitations?: Resolver<Maybe<ResolversTypes['ProjectInvitationBlockPayload']>, ParentType, ContextType, RequireFields<MutationUnblockProjectInvitationsArgs, 'fromUserId'>>;
  updateProject?: Resolver<Maybe<ResolversTypes['ProjectPayload']>, ParentType, ContextType, RequireFields<MutationUpdateProjectArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProjectResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Project'] = ResolversParentTypes['Project'], FederationReferenceType extends FederationReferenceTypes['Project'] = FederationReferenceTypes['Project']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Project']> | FederationReferenceType, FederationReferenceType, ContextType>;
  archivedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  invitations?: Resolver<Maybe<ResolversTypes['ProjectInvitationConnection']>, ParentType, ContextType, Partial<ProjectInvitationsArgs>>;
  members?: Resolver<Array<ResolversTypes['ProjectMember']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  tags?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  viewerRole?: Resolver<Maybe<ResolversTypes['ProjectRole']>, ParentType, ContextType>;
  visibility?: Resolver<ResolversTypes['Visibility'], ParentType, ContextType>;
};

export type ProjectConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProjectConnection'] = ResolversParentTypes['ProjectConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ProjectEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Project']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ProjectEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProjectEdge'] = ResolversParentTypes['ProjectEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Project'], ParentType, ContextType>;
};

export type ProjectInvitationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProjectInvitation'] = ResolversParentTypes['ProjectInvitation']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  invitedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes['InvitedProject']>, ParentType, ContextType>;
  role?: Resolver<ResolversTypes['ProjectRole'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type ProjectInvitationBlockResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProjectInvitationBlock'] = ResolversParentTypes['ProjectInvitationBlock']> = {
  blockedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type ProjectInvitationBlockConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProjectInvitationBlockConnection'] = ResolversParentTypes['ProjectInvitationBlockConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ProjectInvitationBlockEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ProjectInvitationBlock']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ProjectInvitationBlockEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProjectInvitationBlockEdge'] = ResolversParentTypes['ProjectInvitationBlockEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ProjectInvitationBlock'], ParentType, ContextType>;
};

export type ProjectInvitationBlockPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProjectInvitationBlockPayload'] = ResolversParentTypes['ProjectInvitationBlockPayload']> = {
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  userId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type ProjectInvitationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProjectInvitationConnection'] = ResolversParentTypes['ProjectInvitationConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ProjectInvitationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ProjectInvitation']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ProjectInvitationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProjectInvitationEdge'] = ResolversParentTypes['ProjectInvitationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ProjectInvitation'], ParentType, ContextType>;
};

export type ProjectMemberResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProjectMember'] = ResolversParentTypes['ProjectMember']> = {
  joinedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['ProjectRole'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type ProjectPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProjectPayload'] = ResolversParentTypes['ProjectPayload']> = {
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType, RequireFields<QueryProjectArgs, 'id'>>;
  projects?: Resolver<Maybe<ResolversTypes['ProjectConnection']>, ParentType, ContextType, RequireFields<QueryProjectsArgs, 'orderBy'>>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  projectInvitationBlocks?: Resolver<Maybe<ResolversTypes['ProjectInvitationBlockConnection']>, ParentType, ContextType, Partial<UserProjectInvitationBlocksArgs>>;
  projectInvitations?: Resolver<Maybe<ResolversTypes['ProjectInvitationConnection']>, ParentType, ContextType, Partial<UserProjectInvitationsArgs>>;
  projects?: Resolver<Maybe<ResolversTypes['ProjectConnection']>, ParentType, ContextType, Partial<UserProjectsArgs>>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  AddProjectMemberPayload?: AddProjectMemberPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DeclineProjectInvitationPayload?: DeclineProjectInvitationPayloadResolvers<ContextType>;
  InvitedProject?: InvitedProjectResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Project?: ProjectResolvers<ContextType>;
  ProjectConnection?: ProjectConnectionResolvers<ContextType>;
  ProjectEdge?: ProjectEdgeResolvers<ContextType>;
  ProjectInvitation?: ProjectInvitationResolvers<ContextType>;
  ProjectInvitationBlock?: ProjectInvitationBlockResolvers<ContextType>;
  ProjectInvitationBlockConnection?: ProjectInvitationBlockConnectionResolvers<ContextType>;
  ProjectInvitationBlockEdge?: ProjectInvitationBlockEdgeResolvers<ContextType>;
  ProjectInvitationBlockPayload?: ProjectInvitationBlockPayloadResolvers<ContextType>;
  ProjectInvitationConnection?: ProjectInvitationConnectionResolvers<ContextType>;
  ProjectInvitationEdge?: ProjectInvitationEdgeResolvers<ContextType>;
  ProjectMember?: ProjectMemberResolvers<ContextType>;
  ProjectPayload?: ProjectPayloadResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  semanticNonNull?: SemanticNonNullDirectiveResolver<any, any, ContextType>;
};
