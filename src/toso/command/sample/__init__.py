"""The sample month: real communes, invented hamlets, people and work, made through the rooms' own actions."""
