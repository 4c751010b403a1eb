// Lamplighter in a subscription: a resource group with the function app and what it needs, and its rights on the
// clusters that it may prepare. One module for each resource; docs/operations.md says what each parameter is for.
targetScope = 'subscription'

@description('Name of this deployment; names of resources are derived from it.')
@minLength(1)
@maxLength(20)
param environmentName string

@description('Region of everything that is created. Flex Consumption must be offered there.')
param location string

@description('Resource group to create or use.')
param resourceGroupName string = 'rg-${environmentName}'

@description('Tags of everything that is created.')
param tags object = {}

@description('The clusters that the app may prepare: {subscriptionId, resourceGroup, name} each. The app gets rights on these and on no other.')
param clusters array = []

@description('How the app signs in to clusters: entra (its identity) or admin (the local account, where Entra ID is not set up).')
@allowed(['entra', 'admin'])
param clusterCredentials string = 'entra'

@description('Rights inside clusters that use Azure RBAC for Kubernetes: admin assigns Azure Kubernetes Service RBAC Cluster Admin on each cluster; none leaves them to infra/kubernetes/clusterRole.yaml or to you.')
@allowed(['admin', 'none'])
param kubernetesAccess string = 'admin'

@description('Whether the app may register the AKSInfinibandSupport feature and must read quotas and sizes: its role on the subscriptions of the clusters.')
param subscriptionAccess bool = true

@description('Where orchestrations are kept: AzureStorage (the app\'s own account) or DurableTaskScheduler.')
@allowed(['AzureStorage', 'DurableTaskScheduler'])
param orchestrationStore string = 'AzureStorage'

@description('SKU of the Durable Task Scheduler, if it is used.')
@allowed(['Consumption', 'Dedicated'])
param schedulerSku string = 'Consumption'

@description('Client id of the app registration for App Service authentication (infra/registerApp.sh makes one). Empty: function keys.')
param authClientId string = ''

@description('Whether the app is joined to a virtual network: needed for clusters with a private API server.')
param joinNetwork bool = false

@description('Resource id of an existing subnet, delegated to Microsoft.App/environments, for the app. Empty with joinNetwork: a network is created.')
param appSubnetId string = ''

@description('Address space of the created network; must not overlap with those that it is peered with.')
param networkAddressPrefix string = '10.90.0.0/24'

@description('Whether storage and vault are reached over private endpoints alone. Needs the created network (joinNetwork without appSubnetId).')
param privateEndpoints bool = false

@description('Addresses (CIDR) that may call the app; empty: all, each with a key or a token.')
param allowedCallers array = []

@description('Mail addresses that alerts go to.')
param alertEmails array = []

@description('How many instances are kept ready for orchestrations and activities.')
@minValue(0)
@maxValue(10)
param alwaysReadyInstances int = 1

@description('Most instances at a time.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('Memory of an instance, in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Days that telemetry is kept.')
@minValue(30)
@maxValue(730)
param telemetryDays int = 90

@description('Image for probes and patches of nodes; empty: the app\'s default.')
param nodeImage string = ''

@description('Image that installs charts; empty: the app\'s default.')
param helmfileImage string = ''

@description('Hosts that may be notified (LAMPLIGHTER_NOTIFY_ALLOW); empty: none.')
param notifyAllow string = ''

@description('Who of a chat is who (LAMPLIGHTER_CHAT_USERS); empty: nobody.')
param chatUsers string = ''

@description('When clusters are verified anew (NCRONTAB); empty: the app\'s default.')
param reverifySchedule string = ''

@description('Whether the vault holds a secret notify-secret that signs notifications.')
param useNotifySecret bool = false

@description('Whether the vault holds a secret slack-signing-secret that the app shall use.')
param useSlack bool = false

@description('Whether the vault holds a secret teams-token that the app shall use.')
param useTeams bool = false

var suffix = uniqueString(subscription().id, environmentName, location)
var names = {
  identity: 'id-${environmentName}-${suffix}'
  storage: 'st${suffix}'
  logs: 'log-${environmentName}-${suffix}'
  insights: 'appi-${environmentName}-${suffix}'
  vault: 'kv-${suffix}'
  scheduler: 'dts-${environmentName}-${suffix}'
  network: 'vnet-${environmentName}-${suffix}'
  plan: 'plan-${environmentName}-${suffix}'
  app: 'func-${environmentName}-${suffix}'
}
var allTags = union(tags, { 'azd-env-name': environmentName })
var createsNetwork = joinNetwork && empty(appSubnetId)
var usesScheduler = orchestrationStore == 'DurableTaskScheduler'
var clusterSubscriptions = union([], map(clusters, cluster => cluster.subscriptionId))
var actions = loadJsonContent('roleActions.json')

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: resourceGroupName
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: names.identity
    location: location
    tags: allTags
  }
}

module network 'modules/network.bicep' = if (createsNetwork) {
  scope: group
  params: {
    name: names.network
    location: location
    tags: allTags
    addressPrefix: networkAddressPrefix
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: names.storage
    location: location
    tags: allTags
    principalId: identity.outputs.principalId
    isPrivate: privateEndpoints
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    logsName: names.logs
    name: names.insights
    location: location
    tags: allTags
    principalId: identity.outputs.principalId
    retentionDays: telemetryDays
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  params: {
    displayName: 'Lamplighter ${environmentName}'
    location: location
    tags: allTags
    insightsId: monitoring.outputs.id
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    prefix: 'lamplighter-${environmentName}'
    location: location
    tags: allTags
    insightsId: monitoring.outputs.id
    emails: alertEmails
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  params: {
    name: names.vault
    location: location
    tags: allTags
    principalId: identity.outputs.principalId
    isPrivate: privateEndpoints
  }
}

module scheduler 'modules/scheduler.bicep' = if (usesScheduler) {
  scope: group
  params: {
    name: names.scheduler
    location: location
    tags: allTags
    principalId: identity.outputs.principalId
    skuName: schedulerSku
  }
}

var privateServices = [
  { service: 'blob', zone: 'privatelink.blob.${environment().suffixes.storage}' }
  { service: 'queue', zone: 'privatelink.queue.${environment().suffixes.storage}' }
  { service: 'table', zone: 'privatelink.table.${environment().suffixes.storage}' }
  { service: 'vault', zone: 'privatelink.vaultcore.azure.net' }
]

module endpoints 'modules/privateEndpoint.bicep' = [for entry in privateServices: if (privateEndpoints && createsNetwork) {
  scope: group
  params: {
    name: 'pe-${environmentName}-${entry.service}'
    location: location
    tags: allTags
    targetId: entry.service == 'vault' ? vault.outputs.id : storage.outputs.id
    service: entry.service
    zoneName: entry.zone
    networkId: network.?outputs.id ?? ''
    subnetId: network.?outputs.endpointSubnetId ?? ''
  }
}]

module plan 'modules/plan.bicep' = {
  scope: group
  params: {
    name: names.plan
    location: location
    tags: allTags
  }
}

module app 'modules/functionApp.bicep' = {
  scope: group
  params: {
    name: names.app
    location: location
    tags: allTags
    planId: plan.outputs.id
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    deploymentContainerUrl: storage.outputs.deploymentContainerUrl
    tablesEndpoint: storage.outputs.tablesEndpoint
    insightsConnectionString: monitoring.outputs.connectionString
    schedulerEndpoint: usesScheduler ? (scheduler.?outputs.endpoint ?? '') : ''
    schedulerHub: usesScheduler ? (scheduler.?outputs.hub ?? '') : ''
    subnetId: createsNetwork ? (network.?outputs.appSubnetId ?? '') : appSubnetId
    authClientId: authClientId
    allowedCallers: allowedCallers
    alwaysReadyInstances: alwaysReadyInstances
    maximumInstances: maximumInstances
    instanceMemoryMB: instanceMemoryMB
    clusterCredentials: clusterCredentials
    nodeImage: nodeImage
    helmfileImage: helmfileImage
    notifyAllow: notifyAllow
    chatUsers: chatUsers
    reverifySchedule: reverifySchedule
    vaultUri: vault.outputs.uri
    useNotifySecret: useNotifySecret
    useSlack: useSlack
    useTeams: useTeams
  }
  dependsOn: [endpoints]
}

module clusterRole 'modules/customRole.bicep' = if (!empty(clusters)) {
  params: {
    roleName: 'Lamplighter clusters (${environmentName})'
    about: 'What Lamplighter does with a cluster that it prepares.'
    actions: concat(actions.cluster, [actions.credentials[clusterCredentials]])
    subscriptionIds: clusterSubscriptions
  }
}

module subscriptionRole 'modules/customRole.bicep' = if (!empty(clusters) && subscriptionAccess) {
  params: {
    roleName: 'Lamplighter subscriptions (${environmentName})'
    about: 'What Lamplighter reads of a subscription, and the feature that it registers when it is asked to.'
    actions: actions.subscription
    subscriptionIds: clusterSubscriptions
  }
}

module clusterAccess 'modules/clusterAccess.bicep' = [for cluster in clusters: {
  name: 'access-${uniqueString(cluster.subscriptionId, cluster.resourceGroup, cluster.name)}'
  scope: resourceGroup(cluster.subscriptionId, cluster.resourceGroup)
  params: {
    clusterName: cluster.name
    principalId: identity.outputs.principalId
    roleDefinitionId: clusterRole.?outputs.id ?? ''
    isKubernetesAdmin: kubernetesAccess == 'admin' && clusterCredentials == 'entra'
  }
}]

module subscriptionAccesses 'modules/subscriptionAccess.bicep' = [for id in clusterSubscriptions: if (subscriptionAccess) {
  name: 'access-${uniqueString(id)}'
  scope: subscription(id)
  params: {
    principalId: identity.outputs.principalId
    roleDefinitionId: subscriptionRole.?outputs.id ?? ''
  }
}]

output AZURE_RESOURCE_GROUP string = group.name
output LAMPLIGHTER_APP_NAME string = app.outputs.name
output LAMPLIGHTER_URL string = app.outputs.url
output LAMPLIGHTER_IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId
output LAMPLIGHTER_VAULT_NAME string = vault.outputs.name
