// What somebody should hear of: queries over telemetry, from infra/alerts.json, and the mail addresses that get them.

@description('What the names of rules begin with.')
param prefix string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Application Insights component that is asked.')
param insightsId string

@description('Mail addresses; empty: alerts are only shown in the portal.')
param emails array

var rules = loadJsonContent('../alerts.json')

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(emails)) {
  name: '${prefix}-people'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'lamplighter'
    emailReceivers: [for (email, index) in emails: {
      name: 'person-${index}'
      emailAddress: email
      useCommonAlertSchema: true
    }]
  }
}

resource queries 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in rules: {
  name: '${prefix}-${rule.name}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: rule.title
    description: rule.about
    enabled: true
    severity: rule.severity
    scopes: [insightsId]
    evaluationFrequency: rule.every
    windowSize: rule.over
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: rule.threshold
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    autoMitigate: true
    actions: {
      actionGroups: empty(emails) ? [] : [people.id]
    }
  }
}]
