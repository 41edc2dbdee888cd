/** The two questions about containment, with everything that tests look at. */

export const SIMULATE = /* GraphQL */ `
  query Simulate($from: [EntitySelector!]!, $actions: [ContainmentActionInput!]!, $radius: RadiusOptions) {
    simulateContainment(from: $from, actions: $actions, radius: $radius) {
      summary
      conclusive
      countsByKind {
        kind
        before
        after
      }
      noLongerReached {
        id
        witness {
          steps {
            kind
            events
          }
        }
      }
      before {
        nodes {
          id
        }
        meta {
          complete
          truncatedBy
        }
      }
      after {
        nodes {
          id
          witness {
            steps {
              kind
              from
              to
              at
            }
          }
        }
        meta {
          complete
          truncatedBy
          asOf
        }
      }
      actions {
        kind
        targetId
        from
        cost
        target {
          id
        }
        cutSessions {
          count
          isExact
          sessions {
            id
          }
        }
      }
    }
  }
`;

export const PLAN = /* GraphQL */ `
  query Plan(
    $from: [EntitySelector!]!
    $protect: [EntitySelector!]!
    $radius: RadiusOptions
    $actFrom: DateTime
    $allowed: [ContainmentActionKind!]
    $costs: ContainmentCosts
  ) {
    minimalContainment(
      from: $from
      protect: $protect
      radius: $radius
      actFrom: $actFrom
      allowed: $allowed
      costs: $costs
    ) {
      result
      summary
      cost
      lowerBound
      exactness
      verified
      fellBack
      actions {
        kind
        targetId
        from
        cost
        cutSessions {
          count
        }
      }
      stillReached {
        id
        witness {
          steps {
            kind
          }
        }
      }
      before {
        meta {
          complete
        }
      }
      after {
        nodes {
          id
        }
        meta {
          complete
        }
      }
    }
  }
`;
