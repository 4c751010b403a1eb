#!/bin/sh
# Registers the application that people sign in to, with Lamplighter's two roles, and prints its client id. May run again:
# an application of that name is brought to the same state. Needs the Azure CLI and the right to register applications.
#   infra/registerApp.sh NAME HOST      NAME: "Lamplighter prod"; HOST: func-....azurewebsites.net
set -eu
if [ $# -ne 2 ]; then
  echo "usage: infra/registerApp.sh NAME HOST" >&2
  exit 2
fi
name=$1
host=$2
roles=$(dirname "$0")/appRoles.json

id=$(az ad app list --filter "displayName eq '$name'" --query '[0].appId' --output tsv)
if [ -z "$id" ]; then
  id=$(az ad app create --display-name "$name" --sign-in-audience AzureADMyOrg --query appId --output tsv)
fi
az ad app update --id "$id" \
  --identifier-uris "api://$id" \
  --app-roles "@$roles" \
  --enable-id-token-issuance true \
  --web-redirect-uris "https://$host/.auth/login/aad/callback"
# Nobody gets a token without a role.
principal=$(az ad sp list --filter "appId eq '$id'" --query '[0].id' --output tsv)
if [ -z "$principal" ]; then
  principal=$(az ad sp create --id "$id" --query id --output tsv)
fi
az ad sp update --id "$principal" --set appRoleAssignmentRequired=true
echo "$id"
