// The function app on Flex Consumption: Node 24, its identity everywhere, no keys but those of functions.

@description('Name of the app.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Plan that it runs on.')
param planId string

@description('Resource id of its identity.')
param identityId string

@description('Client id of its identity.')
param identityClientId string

@description('Storage account of orchestrations and package.')
param storageName string

@description('Container that the package is deployed to.')
param deploymentContainerUrl string

@description('Endpoint of Azure Tables for records.')
param tablesEndpoint string

@description('Where telemetry goes; it holds no secret, since only identities may send.')
param insightsConnectionString string

@description('Endpoint of the Durable Task Scheduler; empty: Azure Storage.')
param schedulerEndpoint string

@description('Task hub of the Durable Task Scheduler.')
param schedulerHub string

@description('Subnet that the app leaves through; empty: none.')
param subnetId string

@description('Client id of the app registration; empty: function keys.')
param authClientId string

@description('Addresses (CIDR) that may call the app; empty: all.')
param allowedCallers array

@description('Instances kept ready for orchestrations and activities.')
param alwaysReadyInstances int

@description('Most instances at a time.')
param maximumInstances int

@description('Memory of an instance, in MB.')
param instanceMemoryMB int

@description('How the app signs in to clusters.')
param clusterCredentials string

@description('Image for probes and patches; empty: the app\'s default.')
param nodeImage string

@description('Image that installs charts; empty: the app\'s default.')
param helmfileImage string

@description('Hosts that may be notified, with commas between; empty: none.')
param notifyAllow string

@description('Who of a chat is who (LAMPLIGHTER_CHAT_USERS); empty: nobody.')
param chatUsers string

@description('When clusters are verified anew (NCRONTAB); empty: the app\'s default.')
param reverifySchedule string

@description('Vault with the chats\' secrets and the one that signs notifications.')
param vaultUri string

@description('Whether the vault holds slack-signing-secret.')
param useSlack bool

@description('Whether the vault holds teams-token.')
param useTeams bool

@description('Whether the vault holds notify-secret.')
param useNotifySecret bool

var usesScheduler = !empty(schedulerEndpoint)
var usesAuth = !empty(authClientId)

var baseSettings = {
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  AZURE_CLIENT_ID: identityClientId
  FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '1048576'
  LAMPLIGHTER_TABLES_ENDPOINT: tablesEndpoint
  LAMPLIGHTER_CLUSTER_CREDENTIALS: clusterCredentials
  LAMPLIGHTER_AUTH: usesAuth ? 'easyauth' : 'function-key'
}
var schedulerSettings = {
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identityClientId}'
  AzureFunctionsJobHost__extensions__durableTask__hubName: schedulerHub
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
}
var optionalSettings = union(
  empty(notifyAllow) ? {} : { LAMPLIGHTER_NOTIFY_ALLOW: notifyAllow },
  empty(chatUsers) ? {} : { LAMPLIGHTER_CHAT_USERS: chatUsers },
  empty(reverifySchedule) ? {} : { LAMPLIGHTER_REVERIFY_SCHEDULE: reverifySchedule },
  empty(nodeImage) ? {} : { LAMPLIGHTER_NODE_IMAGE: nodeImage },
  empty(helmfileImage) ? {} : { LAMPLIGHTER_HELMFILE_IMAGE: helmfileImage }
)
var secretSettings = union(
  useNotifySecret ? { LAMPLIGHTER_NOTIFY_SECRET: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/notify-secret)' } : {},
  useSlack ? { LAMPLIGHTER_SLACK_SIGNING_SECRET: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/slack-signing-secret)' } : {},
  useTeams ? { LAMPLIGHTER_TEAMS_TOKEN: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/teams-token)' } : {}
)
var callerRules = [for (address, index) in allowedCallers: {
  name: 'caller-${index}'
  priority: 100 + index
  action: 'Allow'
  ipAddress: address
}]

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: planId
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      runtime: {
        name: 'node'
        version: '24'
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        maximumInstanceCount: maximumInstances
        instanceMemoryMB: instanceMemoryMB
        alwaysReady: alwaysReadyInstances == 0 ? [] : [
          {
            name: 'durable'
            instanceCount: alwaysReadyInstances
          }
        ]
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      ipSecurityRestrictions: callerRules
      ipSecurityRestrictionsDefaultAction: empty(allowedCallers) ? 'Allow' : 'Deny'
    }
  }
}

resource settings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'appsettings'
  properties: union(baseSettings, usesScheduler ? schedulerSettings : {}, optionalSettings, secretSettings)
}

// Without basic authentication a deployment needs an identity.
resource scmLogin 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

resource authentication 'Microsoft.Web/sites/config@2024-04-01' = if (usesAuth) {
  parent: app
  name: 'authsettingsV2'
  properties: {
    platform: {
      enabled: true
    }
    globalValidation: {
      requireAuthentication: true
      unauthenticatedClientAction: 'Return401'
      // Chats sign their requests, probes of health have no identity, and the page itself shows nobody anything.
      excludedPaths: ['/api/health', '/api/chatops/slack', '/api/chatops/teams', '/api/dashboard', '/api/dashboard/*']
    }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: authClientId
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
        }
        validation: {
          allowedAudiences: [authClientId, 'api://${authClientId}']
        }
      }
    }
    login: {
      tokenStore: {
        enabled: false
      }
    }
  }
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
